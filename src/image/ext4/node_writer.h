// SPDX-License-Identifier: Apache-2.0
// Writes the inode tables and what belongs to inodes beside the content of files: directories,
// targets of symbolic links, extent trees, attributes. Two rows of ascending writes, nothing twice.
#pragma once

#include <cstdint>
#include <vector>

#include "src/image/block_file.h"
#include "src/image/ext4/extent_tree.h"
#include "src/image/ext4/layout.h"

namespace oci2boot {

struct Ext4Identity;

struct WrittenNodes {
  std::vector<std::uint32_t> directories;  ///< in each group
  InodeBlockField journal{};               ///< i_block of the journal's inode
};

/// The layout's content is in place, and all else on the disk is zeros. The resize inode is left
/// out.
WrittenNodes write_nodes(BlockFile& disk, const Contents& contents, const Layout& layout,
                         const Ext4Identity& identity);

}  // namespace oci2boot
