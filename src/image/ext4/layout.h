// SPDX-License-Identifier: Apache-2.0
// What lies where on the disk that is to be: the content of files first, then all metadata without
// a fixed place in one row (flex_bg lets it lie in any group), then free space. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "src/image/ext4/content_map.h"
#include "src/image/ext4/data_area.h"
#include "src/image/ext4/disk_size.h"
#include "src/image/ext4/geometry.h"
#include "src/image/ext4/node_table.h"

namespace oci2boot {

/// What the disk is to hold. All must outlive what is made of it.
struct Contents {
  const FileTree& tree;
  const NodeTable& nodes;
  const DataArea& area;
  std::vector<BlockRange> used;  ///< blocks of the store that files have, see used_content()

  std::uint64_t used_blocks() const;
};

/// Positions are blocks of the data area where nothing else is said.
struct Layout {
  Geometry geometry;
  std::vector<Move> moves;        ///< of content, before anything else is written
  std::uint64_t content_end = 0;  ///< once they are done
  BlockRange nodes;               ///< see NodePlaces
  BlockRange journal;             ///< without its extent tree
  BlockRange journal_tree;
  std::uint64_t resize_block = 0;           ///< the resize inode's list
  std::uint64_t block_bitmaps = 0;          ///< a block for each group
  std::uint64_t inode_bitmaps = 0;          ///< likewise
  std::vector<std::uint64_t> inode_tables;  ///< of each group; on the disk
  std::uint64_t end = 0;                    ///< of all that
  std::uint64_t free_blocks = 0;
};

/// The ranges of the store's blocks that the tree's files have, ascending, neighbours joined.
/// Throws Error (failed) where two share a block, or one does not begin at a block.
std::vector<BlockRange> used_content(const FileTree& tree, const NodeTable& nodes);

/// The layout for a disk of the size that was asked for. Throws Error (usage) when that is too
/// small, telling the least that fits, or when the content is more than ext4 holds.
Layout plan_layout(const Contents& contents, DiskSize size);

}  // namespace oci2boot
