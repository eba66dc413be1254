// SPDX-License-Identifier: Apache-2.0
#include "src/image/occurrences.h"

namespace oci2boot {

std::string shown_name(std::string_view name) {
  constexpr std::size_t kLongest = 200;
  std::string text = "'" + std::string(name.substr(0, kLongest));
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  }
  return text + (name.size() > kLongest ? "…'" : "'");
}

std::string shown_path(std::string_view path) {
  return shown_name("/" + std::string(path));
}

std::string Occurrences::told(std::string_view noun) const {
  std::string text = std::to_string(count_) + " " + std::string(noun);
  if (count_ != 1) text += "s";
  return text + " (" + (count_ == 1 ? "" : "the first is ") + shown_path(first_) + ")";
}

}  // namespace oci2boot
