// SPDX-License-Identifier: Apache-2.0
#include "src/boot/network/ini_text.h"
#include "src/boot/text_lines.h"

namespace oci2boot {

namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r";
  const std::size_t start = text.find_first_not_of(kBlanks);
  if (start == std::string_view::npos) return {};
  return text.substr(start, text.find_last_not_of(kBlanks) - start + 1);
}

}  // namespace

void each_assignment(std::string_view text, const std::function<void(const IniLine&)>& visit) {
  std::string_view section;
  for (const std::string_view whole : text_lines(text)) {
    const std::string_view line = trimmed(whole);
    if (line.empty() || line.front() == '#' || line.front() == ';') continue;
    if (line.front() == '[' && line.back() == ']') {
      section = line.substr(1, line.size() - 2);
      continue;
    }
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    visit({section, trimmed(line.substr(0, equals)), trimmed(line.substr(equals + 1))});
  }
}

}  // namespace oci2boot
