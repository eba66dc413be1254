// SPDX-License-Identifier: Apache-2.0
// What an output that is read may ask of this machine: the same limits as for layers, since an
// output may come from a stranger too.
#pragma once

#include <cstdint>

#include "oci2boot/limits.h"

namespace oci2boot {

class ReadBudget {
 public:
  explicit ReadBudget(const Limits& limits) : limits_(limits) {}

  // Each throws Error (invalid_image) beyond its limit.

  /// A name, a piece of a file, or whatever else costs about as much.
  void add_entries(std::uint64_t count = 1);
  /// Names, targets and attributes.
  void add_metadata(std::uint64_t bytes);
  /// Bytes of files.
  void add_content(std::uint64_t bytes);
  void check_depth(std::uint64_t levels) const;
  void check_xattrs(std::uint64_t bytes) const;

 private:
  Limits limits_;
  std::uint64_t entries_ = 0;
  std::uint64_t metadata_bytes_ = 0;
  std::uint64_t content_bytes_ = 0;
};

}  // namespace oci2boot
