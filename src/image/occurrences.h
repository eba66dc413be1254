// SPDX-License-Identifier: Apache-2.0
// How one line tells of many files: their number and the first of them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace oci2boot {

/// A name for a one-line message: quoted, cut, control characters replaced.
std::string shown_name(std::string_view name);

/// As shown_name(), for a path of a FileTree: with a slash before it.
std::string shown_path(std::string_view path);

/// How often something occurred, and where first.
class Occurrences {
 public:
  void add(const std::string& path) {
    if (count_++ == 0) first_ = path;
  }

  std::uint64_t count() const { return count_; }

  /// "2 files (the first is '/a')" for the noun "file", "1 file ('/a')".
  std::string told(std::string_view noun) const;

 private:
  std::uint64_t count_ = 0;
  std::string first_;
};

}  // namespace oci2boot
