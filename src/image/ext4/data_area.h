// SPDX-License-Identifier: Apache-2.0
// Where on the disk there is room: everywhere but at the places that ext4 fixes, which are the boot
// block, the superblock and the group descriptors (with room for more, so that the file system can
// grow) at the disk's beginning, and the backups of both at the beginning of groups 1 and the
// powers of 3, 5 and 7 (sparse_super). All other metadata may lie anywhere (flex_bg).
//
// The blocks that are left, counted from 0 without a gap, are the data area. Where a block of the
// area lies does not depend on the disk's size: files can be written before that is known.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace oci2boot {

/// `count` blocks from `first` on.
struct BlockRange {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
  bool operator==(const BlockRange&) const = default;
  std::uint64_t end() const { return first + count; }
};

inline constexpr std::uint64_t kBlocksPerGroup = 32768;

class DataArea {
 public:
  /// `descriptor_room`: blocks for group descriptors behind each superblock, spare ones included.
  explicit DataArea(std::uint32_t descriptor_room);

  std::uint32_t descriptor_room() const { return descriptor_room_; }

  /// Blocks of the largest disk for which the room is enough. The last block of descriptors stays
  /// spare: without one there would be no use for the resize inode.
  std::uint64_t most_blocks() const;

  /// Whether a backup of the superblock (group 0: itself) begins the group.
  static bool has_superblock(std::uint64_t group);

  /// The disk's block that is block `index` of the area.
  std::uint64_t on_disk(std::uint64_t index) const;

  /// How many blocks, from `index` on, lie in a row on the disk.
  std::uint64_t in_a_row(std::uint64_t index) const;

  /// How many blocks of the area a disk of `disk_blocks` has.
  std::uint64_t blocks_within(std::uint64_t disk_blocks) const;

  /// Calls `visit` with each run on the disk that `range` of the area consists of.
  void for_each_run(BlockRange range, const std::function<void(BlockRange on_disk)>& visit) const;

 private:
  /// Blocks in a row, up to where the next stretch begins in the area.
  struct Stretch {
    std::uint64_t area;
    std::uint64_t disk;
  };
  std::size_t stretch_of(std::uint64_t index) const;

  std::uint32_t descriptor_room_;
  std::vector<Stretch> stretches_;
};

/// Where block numbers need more than 32 bits, which the resize inode does not have.
inline constexpr std::uint64_t kMostBlocks = std::uint64_t{1} << 32;

/// Descriptor room for a disk of up to `disk_blocks`: it can grow to 1 TiB; a larger one, where
/// that is known, to 16 TiB (or by 8 TiB, which is as far as a resize inode reaches).
std::uint32_t descriptor_room_for(std::uint64_t disk_blocks);

}  // namespace oci2boot
