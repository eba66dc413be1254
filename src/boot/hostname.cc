// SPDX-License-Identifier: Apache-2.0
#include "src/boot/hostname.h"

#include <cstddef>

#include "oci2boot/error.h"

namespace oci2boot {

namespace {

constexpr std::size_t kMaxLabel = 63;
constexpr std::size_t kMaxName = 253;
constexpr std::size_t kMaxHostname = 64;  // HOST_NAME_MAX on Linux

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_label(std::string_view label) {
  if (label.empty() || label.size() > kMaxLabel) return false;
  if (label.front() == '-' || label.back() == '-') return false;
  for (const char c : label) {
    if (!is_letter_or_digit(c) && c != '-' && c != '_') return false;
  }
  return true;
}

}  // namespace

bool is_host_name(std::string_view name) {
  if (name.size() > kMaxName) return false;
  while (true) {
    const std::size_t dot = name.find('.');
    if (!is_label(name.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    name.remove_prefix(dot + 1);
  }
}

void check_hostname(const std::string& name) {
  if (is_host_name(name) && name.size() <= kMaxHostname) return;
  throw Error(ErrorCode::usage, "--hostname " + name +
                                    ": expected letters, digits and hyphens in labels separated "
                                    "by dots, at most 64 characters");
}

std::string hostname_for(std::string_view image_name) {
  const std::size_t slash = image_name.rfind('/');
  if (slash != std::string_view::npos) image_name.remove_prefix(slash + 1);
  image_name = image_name.substr(0, image_name.find_first_of(":@"));
  std::string label;
  for (const char c : image_name) {
    if (c >= 'A' && c <= 'Z') {
      label += static_cast<char>(c - 'A' + 'a');
    } else if (is_letter_or_digit(c)) {
      label += c;
    } else if (!label.empty() && label.back() != '-') {
      label += '-';
    }
  }
  label = label.substr(0, kMaxLabel);
  while (label.ends_with('-')) label.pop_back();
  return label.empty() ? "guest" : label;
}

}  // namespace oci2boot
