// SPDX-License-Identifier: Apache-2.0
#include "src/cli/page/amounts_text.h"

#include <cstddef>
#include <cstdio>

namespace oci2boot {

std::string file_count(std::uint64_t files) {
  constexpr std::size_t kGroup = 3;
  const std::string digits = std::to_string(files);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % kGroup == 0) text += ',';
    text += digits[i];
  }
  return text + (files == 1 ? " file" : " files");
}

std::string share_text(std::uint64_t part, std::uint64_t whole) {
  if (part == 0 || whole == 0) return "0 %";
  const double share = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  if (share < 0.1) return "<0.1 %";
  char text[32];
  std::snprintf(text, sizeof text, share < 9.95 ? "%.1f %%" : "%.0f %%", share);
  return text;
}

std::string percent(double part, double whole) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", whole > 0 ? 100 * part / whole : 0);
  return text;
}

}  // namespace oci2boot
