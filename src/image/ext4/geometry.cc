// SPDX-License-Identifier: Apache-2.0
#include "src/image/ext4/geometry.h"

#include <ext2fs/ext2fs.h>

#include <algorithm>

#include "src/image/ext4/data_area.h"
#include "src/image/ext4/format.h"

namespace oci2boot {
namespace {

constexpr std::uint64_t kBlocksPerInode = 4;
constexpr std::uint64_t kInodesPerBlock = kExt4BlockSize / kExt4InodeSize;
constexpr std::uint64_t kDescriptorsPerBlock = kExt4BlockSize / 64;
constexpr std::uint64_t kMostInodesPerGroup = kExt4BlockSize * 8;  // a block of bits

/// What libext2fs wants a last group to hold beyond its own metadata.
constexpr std::uint64_t kLeastInLastGroup = 50;

std::uint64_t divide_up(std::uint64_t number, std::uint64_t by) {
  return (number + by - 1) / by;
}

}  // namespace

std::optional<Geometry> geometry_within(std::uint64_t blocks, std::uint64_t inodes,
                                        std::uint32_t descriptor_room) {
  while (blocks > 0) {
    const std::uint64_t groups = divide_up(blocks, kBlocksPerGroup);
    const std::uint64_t wanted = std::max(inodes, blocks / kBlocksPerInode);
    const std::uint64_t table = divide_up(divide_up(wanted, groups), kInodesPerBlock);
    const std::uint64_t descriptors = divide_up(groups, kDescriptorsPerBlock);
    if (table * kInodesPerBlock > kMostInodesPerGroup || descriptors >= descriptor_room) {
      return std::nullopt;
    }
    std::uint64_t overhead = 2 + table;
    if (DataArea::has_superblock(groups - 1)) overhead += 1 + descriptor_room;
    const std::uint64_t in_last = blocks % kBlocksPerGroup;
    if (in_last != 0 && in_last < overhead + kLeastInLastGroup) {
      blocks -= in_last;
      continue;
    }
    const int journal = ext2fs_default_journal_size(blocks);  // -1: mke2fs would make none
    return Geometry{
        .blocks = blocks,
        .groups = static_cast<std::uint32_t>(groups),
        .inodes_per_group = static_cast<std::uint32_t>(table * kInodesPerBlock),
        .inode_table_blocks = static_cast<std::uint32_t>(table),
        .descriptor_blocks = static_cast<std::uint32_t>(descriptors),
        .journal_blocks = journal < 0 ? kLeastJournalBlocks : static_cast<std::uint32_t>(journal)};
  }
  return std::nullopt;
}

}  // namespace oci2boot
