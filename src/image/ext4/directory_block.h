// SPDX-License-Identifier: Apache-2.0
// One block of a directory: names in a row (struct ext4_dir_entry_2 of fs/ext4/ext4.h), and a tail
// that looks like an unused entry and has the checksum.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "src/image/ext4/directory.h"
#include "src/image/ext4/format.h"

namespace oci2boot {

/// The tail's bytes, struct ext4_dir_entry_tail.
inline constexpr std::size_t kDirectoryTailSize = 12;
/// What all entries of a block may take.
inline constexpr std::size_t kDirectoryBlockRoom = kExt4BlockSize - kDirectoryTailSize;

/// What a name takes: 8 bytes more, in steps of 4.
constexpr std::size_t directory_entry_size(std::size_t name_size) {
  return (8 + name_size + 3) / 4 * 4;
}

/// `.` and `..`, which the first block begins with.
inline constexpr std::size_t kDotEntriesSize = directory_entry_size(1) + directory_entry_size(2);

class DirectoryBlock {
 public:
  DirectoryBlock() { clear(); }

  void clear();

  /// There must be room.
  void add(const DirectoryEntry& entry);

  /// Gives the last entry all that is left but the tail, and adds that.
  std::span<const std::byte> finish(std::uint32_t inode_seed);

  /// Gives the last entry all that is left of the block, and returns it all: for index blocks,
  /// whose index hides behind their last name.
  std::span<std::byte> finish_names();

 private:
  void stretch_last(std::size_t end);

  std::array<std::byte, kExt4BlockSize> bytes_{};
  std::size_t last_ = 0;  // where the last entry begins
  std::size_t used_ = 0;
};

}  // namespace oci2boot
