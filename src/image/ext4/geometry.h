// SPDX-License-Identifier: Apache-2.0
// The numbers that follow from a file system's size: groups, inodes, journal. They are those that
// libext2fs arrives at (lib/ext2fs/initialize.c), known before it is asked.
#pragma once

#include <cstdint>
#include <optional>

namespace oci2boot {

/// The smallest journal that the kernel takes (JBD2_MIN_JOURNAL_BLOCKS).
inline constexpr std::uint32_t kLeastJournalBlocks = 1024;

struct Geometry {
  std::uint64_t blocks = 0;  ///< of 4096 bytes
  std::uint32_t groups = 0;
  std::uint32_t inodes_per_group = 0;
  std::uint32_t inode_table_blocks = 0;  ///< of one group
  std::uint32_t descriptor_blocks = 0;   ///< in use; the rest of DataArea's room is spare
  std::uint32_t journal_blocks = 0;      ///< as mke2fs has it

  std::uint64_t inodes() const { return std::uint64_t{groups} * inodes_per_group; }
};

/// The largest file system in `blocks` (a last group too small for its own metadata and some more
/// is left out) with `inodes` or more: one per 16 KiB, if that is more. Nothing when there is none.
std::optional<Geometry> geometry_within(std::uint64_t blocks, std::uint64_t inodes,
                                        std::uint32_t descriptor_room);

}  // namespace oci2boot
