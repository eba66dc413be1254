// SPDX-License-Identifier: Apache-2.0
#include "oci/in_quotes.h"

namespace oci2boot {

std::string in_quotes(std::string_view name) {
  constexpr std::size_t kMostShown = 200;
  if (name.size() <= kMostShown) return "'" + std::string(name) + "'";
  std::size_t end = kMostShown;
  // Not within a character of UTF-8.
  while (end > kMostShown - 3 && (static_cast<unsigned char>(name[end]) & 0xc0U) == 0x80) --end;
  return "'" + std::string(name.substr(0, end)) + "...'";
}

}  // namespace oci2boot
