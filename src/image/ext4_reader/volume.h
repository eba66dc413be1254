// SPDX-License-Identifier: Apache-2.0
// An ext4 file system on a disk, to be read: its superblock, and where inodes and blocks lie
// (Documentation/filesystems/ext4/super.rst, group_descr.rst, inodes.rst). Nothing on the disk is
// believed: what lies outside of it, or contradicts itself, is Error (invalid_image), what does not
// match its checksum Error (verification_failed).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "oci2boot/timestamp.h"
#include "src/image/block_file.h"

namespace oci2boot {

/// Whether the disk's superblock says that it is one of the ext family.
bool has_ext_superblock(const BlockSource& disk);

/// An inode as it lies on the disk, with what is needed of it taken out.
struct Ext4Inode {
  std::uint32_t number = 0;
  std::uint16_t mode = 0;
  std::uint16_t links = 0;
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::uint64_t size = 0;
  std::uint32_t flags = 0;
  std::uint64_t attribute_block = 0;  ///< 0: none
  Timestamp mtime;
  std::array<std::byte, 60> block_field{};  ///< i_block: an extent tree, a device, a target
  std::vector<std::byte> attributes;        ///< behind the fields: attributes in the inode

  static constexpr std::uint32_t kExtents = 0x80000;
  static constexpr std::uint32_t kEncrypted = 0x800;
  static constexpr std::uint32_t kInlineData = 0x10000000;
};

class Ext4Volume {
 public:
  static constexpr std::uint32_t kRootInode = 2;

  /// `disk` must outlive the volume. Throws Error for a file system that is damaged, or of a kind
  /// that is not read.
  explicit Ext4Volume(const BlockSource& disk);

  const BlockSource& disk() const { return disk_; }
  std::uint32_t block_size() const { return block_size_; }
  std::uint64_t block_count() const { return block_count_; }
  bool needs_recovery() const { return needs_recovery_; }
  bool directories_have_types() const { return directories_have_types_; }
  bool attributes_have_inodes() const { return attributes_have_inodes_; }

  /// Throws Error, naming the inode, when there is no such one, it is not in use, or it is damaged.
  Ext4Inode read_inode(std::uint32_t number) const;

  /// Throws Error when the block is not one of the file system's.
  std::vector<std::byte> read_block(std::uint64_t block) const;

  /// Whether `count` blocks from `first` are the file system's.
  bool has_blocks(std::uint64_t first, std::uint64_t count) const {
    return first > first_data_block_ && first < block_count_ && count <= block_count_ - first;
  }

 private:
  void read_geometry(std::span<const std::byte> super);
  void read_features(std::span<const std::byte> super);
  void check_geometry() const;
  bool has_backup(std::uint64_t group) const;
  std::uint64_t descriptor_block(std::uint64_t number) const;
  std::uint64_t inode_table(std::uint64_t group) const;
  std::span<const std::byte> inode_bytes(std::uint32_t number) const;
  void check_inode(std::uint32_t number, std::span<const std::byte> bytes) const;

  const BlockSource& disk_;
  std::uint32_t block_size_ = 0;
  std::uint64_t block_count_ = 0;
  std::uint64_t first_data_block_ = 0;
  std::uint32_t blocks_per_group_ = 0;
  std::uint32_t inode_count_ = 0;
  std::uint32_t inodes_per_group_ = 0;
  std::uint32_t inode_size_ = 0;
  std::uint32_t first_inode_ = 0;  // that is not reserved
  std::uint32_t descriptor_size_ = 0;
  std::uint32_t first_meta_group_ = 0;
  std::array<std::uint32_t, 2> backup_groups_{};  // with sparse_super2
  bool has_meta_groups_ = false;
  bool has_sparse_super_ = false;
  bool has_sparse_super2_ = false;
  bool has_checksums_ = false;
  bool needs_recovery_ = false;
  bool directories_have_types_ = false;
  bool attributes_have_inodes_ = false;
  std::uint32_t checksum_seed_ = 0;
  // The blocks that were read last: inodes and descriptors that are wanted one after the other lie
  // side by side.
  mutable std::vector<std::byte> inodes_;
  mutable std::uint64_t inodes_block_ = 0;
  mutable std::vector<std::byte> descriptors_;
  mutable std::uint64_t descriptors_block_ = 0;
};

[[noreturn]] void throw_damaged_volume(const std::string& what);

}  // namespace oci2boot
