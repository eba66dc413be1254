// SPDX-License-Identifier: Apache-2.0
// An inode as the 256 bytes of the inode table (struct ext4_inode of fs/ext4/ext4.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "oci2boot/file_tree.h"
#include "oci2boot/timestamp.h"
#include "src/image/ext4/extent_tree.h"
#include "src/image/ext4/format.h"

namespace oci2boot {

/// A symbolic link with a shorter target has it in its inode, and no block.
inline constexpr std::size_t kFastSymlinkEnd = sizeof(InodeBlockField);

/// Bits of i_flags that a caller sets itself.
inline constexpr std::uint32_t kExt4ExtentsFlag = 0x80000;   ///< i_block is an extent tree
inline constexpr std::uint32_t kExt4IndexFlag = 0x1000;      ///< a directory of several blocks
inline constexpr std::uint32_t kExt4EaInodeFlag = 0x200000;  ///< holds an attribute's value

struct InodeRecord {
  FileType type = FileType::regular;
  std::uint16_t permissions = 0;  ///< the low twelve bits of the mode
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  /// For a directory 2 and its subdirectories; past kExt4LinkMax it is stored as 1 (dir_nlink).
  std::uint32_t links = 0;
  std::uint64_t size = 0;
  /// Blocks of the disk that count as the file's: data, extent tree, attribute block (a shared one
  /// too), and those that the bytes of its large attribute values take (e2fsck's check_blocks()).
  std::uint64_t blocks = 0;
  std::uint32_t flags = 0;
  Timestamp accessed;  ///< times as ext4_time() leaves them, or they are moved so here
  Timestamp changed;
  Timestamp modified;
  Timestamp created;
  std::uint32_t version = 0;          ///< i_version
  std::uint64_t attribute_block = 0;  ///< 0: none
  /// Tree, target of a fast symbolic link or device number: what one of the functions below made.
  InodeBlockField block{};
  /// Of encode_inode_attributes().
  std::span<const std::byte> attributes;
};

/// Fills the inode's place in its table, checksum included. `inode_seed`: see crc32c.h.
void encode_inode(const InodeRecord& record, std::uint32_t inode_seed,
                  std::span<std::byte, kExt4InodeSize> place);

/// The nearest time that an inode holds: 34 bits of seconds from 1901-12-13 to 2446-05-10.
Timestamp ext4_time(Timestamp time);

/// `target` is shorter than kFastSymlinkEnd.
InodeBlockField encode_fast_symlink(std::string_view target);

/// The old form for numbers up to 255, else the kernel's new one: 12 bits of major, 20 of minor.
InodeBlockField encode_device(DeviceNumber number);

/// The inode of a large attribute value (see attributes.h), but its extents and blocks.
/// `references`: how many attributes share it.
InodeRecord value_inode_record(std::uint64_t size, std::uint32_t value_hash,
                               std::uint64_t references);

}  // namespace oci2boot
