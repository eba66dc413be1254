// SPDX-License-Identifier: Apache-2.0
#include "src/cli/help_layout.h"

#include <algorithm>

namespace oci2boot {

namespace {

constexpr std::size_t kColumns = 80;

/// The line of `text` that fits, which is taken from it.
std::string_view take_line(std::string_view& text, std::size_t width) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::size_t size = end;
  if (end > width) {
    size = text.rfind(' ', width);
    if (size == std::string_view::npos || size == 0) size = std::min(text.find(' '), end);
  }
  const std::string_view line = text.substr(0, size);
  text.remove_prefix(std::min(size + 1, text.size()));
  return line;
}

}  // namespace

std::string wrapped(std::string_view text, std::size_t indent) {
  std::string lines;
  while (!text.empty()) {
    lines.append(std::string(indent, ' ')).append(take_line(text, kColumns - indent)).append("\n");
  }
  return lines;
}

std::string explained(const std::string& name, std::string_view explanation, std::size_t column) {
  const std::string left = "  " + name;
  std::string right = wrapped(explanation, column);
  if (right.empty()) return left + "\n";
  if (left.size() + 2 > column) return left + "\n" + right;
  return left + right.substr(left.size());
}

std::string usage_line(const std::string& command, const std::string& usage) {
  return "oci2boot " + (command == "convert" ? "[convert]" : command) + " " + usage;
}

std::string option_spelling(const Option& option) {
  const std::string short_name = letter(option);
  return (short_name.empty() ? "    " : "-" + short_name + ", ") + "--" + long_name(option) +
         (option.value.empty() ? "" : " " + option.value);
}

std::string option_list(const Options& options, std::string_view group) {
  std::string list;
  for (const Option& option : options) {
    if (option.group == group) list += explained(option_spelling(option), option.help);
  }
  return list;
}

}  // namespace oci2boot
