// SPDX-License-Identifier: Apache-2.0
// Where the bytes of a file lie on the disk: extent trees (Documentation/filesystems/ext4/
// ifork.rst) and, of file systems that were ext2 or ext3 once, maps of blocks.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "oci2boot/file_tree.h"
#include "src/image/ext4_reader/volume.h"
#include "src/image/read_budget.h"

namespace oci2boot {

/// The extents of a file or directory; store_offset is the offset on the disk, or Extent::kZeros
/// for room that was reserved and never written. They end within the inode's size. Trees that have
/// more levels than there can be, or go around in circles, end with Error (invalid_image), as does
/// what is beyond the budget.
std::vector<Extent> file_extents(const Ext4Volume& volume, const Ext4Inode& inode,
                                 ReadBudget& budget);

/// The first `size` bytes of the file, holes as zeros.
std::string read_bytes(const Ext4Volume& volume, const std::vector<Extent>& extents,
                       std::size_t size);

}  // namespace oci2boot
