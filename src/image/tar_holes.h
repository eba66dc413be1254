// SPDX-License-Identifier: Apache-2.0
// Which parts of a file go into a tar archive, and the map that says so ("GNU tar: Sparse Formats,
// PAX format, version 1.0"). Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "oci2boot/file_tree.h"

namespace oci2boot {

/// `length` bytes from `offset` of a file.
struct DataRegion {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  bool operator==(const DataRegion&) const = default;
};

/// The parts of a file of `size` bytes that are written, ascending and apart. They begin at
/// multiples of 512 and end there or at the file's end: GNU tar reads each from a block of its own,
/// Go's archive/tar and libarchive read one right behind the other, and so both mean the same. The
/// blocks that lie in a hole as a whole are left out, unless their map would have more than 1 MiB:
/// that is all that Go takes. Then only larger holes are left out.
std::vector<DataRegion> data_regions(std::uint64_t size, std::span<const Extent> extents);

/// Whether there is anything to leave out.
bool has_holes(std::uint64_t size, std::span<const DataRegion> regions);

/// What goes in front of the data: how many regions, then offset and length of each, a line each,
/// padded to a whole number of blocks. A hole at the end is told by an empty region there.
std::string sparse_map(std::uint64_t size, std::span<const DataRegion> regions);

}  // namespace oci2boot
