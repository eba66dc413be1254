// SPDX-License-Identifier: Apache-2.0
// The names of archive entries, made canonical by their text alone, as Go's path.Clean("/" + name)
// does, which every engine applies first.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace oci2boot {

struct EntryPath {
  std::string text;         ///< "a/b": no leading, doubled or trailing slash, no "." or ".."
  bool climbs = false;      ///< the name had a ".." above the root, which stays at the root
  std::size_t depth = 0;    ///< how many parts `text` has; 0 is the root itself
  std::size_t longest = 0;  ///< bytes of the longest part

  static EntryPath parse(std::string_view name);

  /// "a" of "a/b"; empty at the top.
  std::string_view parent() const;
  /// "b" of "a/b".
  std::string_view base() const;
};

}  // namespace oci2boot
