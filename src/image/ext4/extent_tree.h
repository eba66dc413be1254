// SPDX-License-Identifier: Apache-2.0
// Where a file's blocks lie, as the extent tree that ext4 keeps of it (fs/ext4/ext4_extents.h): up
// to four extents in the inode itself, else blocks of 340 below it, packed full.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace oci2boot {

/// `count` blocks (not 0) of a file from its block `logical` on are those of the disk from
/// `physical` on. Any count: an extent of ext4 has at most 32768, a longer run becomes several.
struct BlockRun {
  std::uint64_t logical = 0;
  std::uint64_t physical = 0;
  std::uint64_t count = 0;
  bool operator==(const BlockRun&) const = default;
};

/// The 60 bytes of an inode's i_block.
using InodeBlockField = std::array<std::byte, 60>;

struct ExtentTree {
  InodeBlockField root{};
  std::vector<std::byte> blocks;  ///< the tree's own blocks, in the order of their places
};

/// How many blocks of its own the tree of `runs` needs; 0 with up to four extents. Runs ascend and
/// do not overlap; neighbours that continue each other on the disk are joined by nobody: make one
/// run of them.
std::size_t extent_tree_blocks(std::span<const BlockRun> runs);

/// The tree. `places`: the disk's blocks for the tree's own, extent_tree_blocks() of them.
/// `inode_seed`: see crc32c.h. A file block past 2^32 - 2 or a disk block past 2^48 - 1 is the
/// caller's mistake.
ExtentTree make_extent_tree(std::span<const BlockRun> runs, std::span<const std::uint64_t> places,
                            std::uint32_t inode_seed);

}  // namespace oci2boot
