// SPDX-License-Identifier: Apache-2.0
#include "src/image/ext4_reader/volume.h"

#include <algorithm>
#include <bit>

#include "oci2boot/error.h"
#include "src/image/ext4/crc32c.h"
#include "src/image/ext4/format.h"
#include "src/image/ext4_reader/little_endian.h"

namespace oci2boot {
namespace {

constexpr std::uint64_t kSuperOffset = 1024;
constexpr std::size_t kSuperSize = 1024;
constexpr std::uint16_t kMagic = 0xEF53;

constexpr std::uint32_t kCompatSparseSuper2 = 0x200;

constexpr std::uint32_t kFiletype = 0x2;
constexpr std::uint32_t kRecover = 0x4;
constexpr std::uint32_t kMetaGroups = 0x10;
constexpr std::uint32_t kExtents = 0x40;
constexpr std::uint32_t k64bit = 0x80;
constexpr std::uint32_t kMultipleMounts = 0x100;
constexpr std::uint32_t kFlexGroups = 0x200;
constexpr std::uint32_t kAttributeInodes = 0x400;
constexpr std::uint32_t kChecksumSeed = 0x2000;
constexpr std::uint32_t kLargeDirectories = 0x4000;
constexpr std::uint32_t kEncrypt = 0x10000;
constexpr std::uint32_t kCasefold = 0x20000;

constexpr std::uint32_t kSparseSuper = 0x1;
constexpr std::uint32_t kMetadataChecksums = 0x400;

/// Those of the incompatible features that are read. What is encrypted is told where it is met.
constexpr std::uint32_t kRead = kFiletype | kRecover | kMetaGroups | kExtents | k64bit |
                                kMultipleMounts | kFlexGroups | kAttributeInodes | kChecksumSeed |
                                kLargeDirectories | kEncrypt | kCasefold;

struct Feature {
  std::uint32_t bit;
  const char* name;
};

constexpr Feature kNotRead[] = {
    {0x1, "compression"}, {0x8, "journal_dev"}, {0x1000, "dirdata"}, {0x8000, "inline_data"}};

constexpr std::uint32_t kOldInodeSize = 128;
constexpr std::size_t kInodeChecksumLow = 0x7C;
constexpr std::size_t kInodeChecksumHigh = 0x82;

bool is_power_of(std::uint64_t number, std::uint64_t base) {
  std::uint64_t power = base;
  while (power < number) power *= base;
  return power == number;
}

std::vector<std::byte> read_at(const BlockSource& disk, std::uint64_t offset, std::size_t size) {
  std::vector<std::byte> bytes(size);
  disk.read(offset, bytes);
  return bytes;
}

std::string inode_words(std::uint32_t number) {
  return "inode " + std::to_string(number);
}

void check_features(std::span<const std::byte> super) {
  if (le16(super, 0x38) != kMagic) {
    throw Error(ErrorCode::invalid_image, "there is no ext4 file system on it");
  }
  if (le32(super, 0x4C) > 1) throw_damaged_volume("it has a revision that there is not");
  const std::uint32_t not_read = le32(super, 0x60) & ~kRead;
  if (not_read == 0) return;
  std::string name = "a feature that is not known";
  for (const Feature& feature : kNotRead) {
    if ((not_read & feature.bit) != 0) name = std::string("the feature ") + feature.name;
  }
  throw Error(ErrorCode::invalid_image,
              "the ext4 file system has " + name + ", which is not read; mount it as root");
}

void check_checksum(std::span<const std::byte> super) {
  constexpr std::size_t kChecksum = 0x3FC;
  if (crc32c(UINT32_MAX, super.first(kChecksum)) == le32(super, kChecksum)) return;
  throw Error(ErrorCode::verification_failed,
              "the ext4 file system is damaged: its superblock does not match its checksum");
}

}  // namespace

void throw_damaged_volume(const std::string& what) {
  throw Error(ErrorCode::invalid_image, "the ext4 file system is damaged: " + what);
}

bool has_ext_superblock(const BlockSource& disk) {
  if (disk.size() < kSuperOffset + kSuperSize) return false;
  return le16(read_at(disk, kSuperOffset, kSuperSize), 0x38) == kMagic;
}

Ext4Volume::Ext4Volume(const BlockSource& disk) : disk_(disk) {
  const std::vector<std::byte> super = read_at(disk, kSuperOffset, kSuperSize);
  check_features(super);
  read_features(super);
  if (has_checksums_) check_checksum(super);
  read_geometry(super);
  check_geometry();
}

void Ext4Volume::read_features(std::span<const std::byte> super) {
  const std::uint32_t incompatible = le32(super, 0x60);
  const std::uint32_t read_only = le32(super, 0x64);
  has_meta_groups_ = (incompatible & kMetaGroups) != 0;
  has_sparse_super_ = (read_only & kSparseSuper) != 0;
  has_sparse_super2_ = (le32(super, 0x5C) & kCompatSparseSuper2) != 0;
  has_checksums_ = (read_only & kMetadataChecksums) != 0;
  needs_recovery_ = (incompatible & kRecover) != 0;
  directories_have_types_ = (incompatible & kFiletype) != 0;
  attributes_have_inodes_ = (incompatible & kAttributeInodes) != 0;
  checksum_seed_ = (incompatible & kChecksumSeed) != 0
                       ? le32(super, 0x270)
                       : crc32c(UINT32_MAX, super.subspan(0x68, 16));
}

void Ext4Volume::read_geometry(std::span<const std::byte> super) {
  const bool is_64bit = (le32(super, 0x60) & k64bit) != 0;
  const bool is_first_revision = le32(super, 0x4C) == 0;
  const std::uint32_t block_shift = le32(super, 0x18);
  if (block_shift > 6) throw_damaged_volume("blocks cannot be as large as it says");
  block_size_ = std::uint32_t{1024} << block_shift;
  block_count_ = from_halves(le32(super, 4), is_64bit ? le32(super, 0x150) : 0);
  first_data_block_ = le32(super, 0x14);
  blocks_per_group_ = le32(super, 0x20);
  inode_count_ = le32(super, 0);
  inodes_per_group_ = le32(super, 0x28);
  inode_size_ = is_first_revision ? kOldInodeSize : le16(super, 0x58);
  first_inode_ = is_first_revision ? 11 : le32(super, 0x54);
  descriptor_size_ = is_64bit ? le16(super, 0xFE) : 32;
  first_meta_group_ = le32(super, 0x104);
  backup_groups_ = {le32(super, 0x24C), le32(super, 0x250)};
}

void Ext4Volume::check_geometry() const {
  if (inode_size_ < kOldInodeSize || inode_size_ > block_size_ ||
      !std::has_single_bit(inode_size_)) {
    throw_damaged_volume("inodes cannot be as large as it says");
  }
  if (descriptor_size_ < 32 || descriptor_size_ > block_size_ ||
      !std::has_single_bit(descriptor_size_)) {
    throw_damaged_volume("group descriptors cannot be as large as it says");
  }
  if (blocks_per_group_ == 0 || inodes_per_group_ == 0 || inodes_per_group_ > block_size_ * 8) {
    throw_damaged_volume("groups cannot be as large as it says");
  }
  // With blocks of 1 KiB the superblock is block 1, and mostly the first one that counts.
  if (first_data_block_ > (block_size_ == 1024 ? 1 : 0) || block_count_ <= first_data_block_) {
    throw_damaged_volume("it has no blocks");
  }
  if (block_count_ > disk_.size() / block_size_) {
    throw Error(ErrorCode::invalid_image,
                "the ext4 file system has " + std::to_string(block_count_) + " blocks of " +
                    std::to_string(block_size_) + " bytes, but the disk ends after " +
                    std::to_string(disk_.size()) + " bytes: it was cut");
  }
  const std::uint64_t groups =
      (block_count_ - first_data_block_ + blocks_per_group_ - 1) / blocks_per_group_;
  if (inode_count_ < kRootInode || (inode_count_ - 1) / inodes_per_group_ >= groups) {
    throw_damaged_volume("it has more inodes than groups for them");
  }
}

bool Ext4Volume::has_backup(std::uint64_t group) const {
  if (group == 0) return true;
  if (has_sparse_super2_) return group == backup_groups_[0] || group == backup_groups_[1];
  if (!has_sparse_super_ || group == 1) return true;
  return is_power_of(group, 3) || is_power_of(group, 5) || is_power_of(group, 7);
}

/// ext2fs_descriptor_block_loc2() of libext2fs.
std::uint64_t Ext4Volume::descriptor_block(std::uint64_t number) const {
  const std::uint64_t super = block_size_ == 1024 ? 1 : 0;
  if (!has_meta_groups_ || number < first_meta_group_) return super + 1 + number;
  const std::uint64_t group = number * (block_size_ / descriptor_size_);
  const std::uint64_t first = group == 0 ? super : first_data_block_ + group * blocks_per_group_;
  return first + (has_backup(group) ? 1 : 0);
}

std::uint64_t Ext4Volume::inode_table(std::uint64_t group) const {
  const std::uint32_t per_block = block_size_ / descriptor_size_;
  const std::uint64_t block = descriptor_block(group / per_block);
  if (descriptors_.empty() || descriptors_block_ != block) {
    descriptors_ = read_block(block);
    descriptors_block_ = block;
  }
  const auto descriptor = std::span<const std::byte>(descriptors_)
                              .subspan(group % per_block * descriptor_size_, descriptor_size_);
  return from_halves(le32(descriptor, 8), descriptor_size_ >= 64 ? le32(descriptor, 0x28) : 0);
}

std::vector<std::byte> Ext4Volume::read_block(std::uint64_t block) const {
  if (!has_blocks(block, 1)) throw_damaged_volume("something lies outside of it");
  return read_at(disk_, block * block_size_, block_size_);
}

std::span<const std::byte> Ext4Volume::inode_bytes(std::uint32_t number) const {
  if (number == 0 || number > inode_count_ || (number < first_inode_ && number != kRootInode)) {
    throw_damaged_volume("a name stands for " + inode_words(number) + ", which no file can have");
  }
  const std::uint32_t index = (number - 1) % inodes_per_group_;
  const std::uint64_t offset = std::uint64_t{index} * inode_size_;
  const std::uint64_t table = inode_table((number - 1) / inodes_per_group_);
  if (!has_blocks(table, offset / block_size_ + 1)) {
    throw_damaged_volume("an inode table lies outside of it");
  }
  const std::uint64_t block = table + offset / block_size_;
  if (inodes_.empty() || inodes_block_ != block) {
    inodes_ = read_block(block);
    inodes_block_ = block;
  }
  return std::span<const std::byte>(inodes_).subspan(offset % block_size_, inode_size_);
}

void Ext4Volume::check_inode(std::uint32_t number, std::span<const std::byte> bytes) const {
  if (le16(bytes, 0x1A) == 0 || le16(bytes, 0) == 0) {
    throw_damaged_volume("a name stands for " + inode_words(number) + ", which is not in use");
  }
  if (!has_checksums_) return;
  std::vector<std::byte> zeroed(bytes.begin(), bytes.end());
  const bool has_high = inode_size_ > kOldInodeSize && le16(bytes, 0x80) >= 4;
  std::fill_n(zeroed.begin() + kInodeChecksumLow, 2, std::byte{0});
  if (has_high) std::fill_n(zeroed.begin() + kInodeChecksumHigh, 2, std::byte{0});
  std::array<std::byte, 8> number_and_generation{};
  put_little_endian(number_and_generation, 0, number);
  put_little_endian(number_and_generation, 4, le32(bytes, 0x64));
  const std::uint32_t sum = crc32c(crc32c(checksum_seed_, number_and_generation), zeroed);
  if (le16(bytes, kInodeChecksumLow) == (sum & 0xffffU) &&
      (!has_high || le16(bytes, kInodeChecksumHigh) == sum >> 16)) {
    return;
  }
  throw Error(
      ErrorCode::verification_failed,
      "the ext4 file system is damaged: " + inode_words(number) + " does not match its checksum");
}

Ext4Inode Ext4Volume::read_inode(std::uint32_t number) const {
  const std::span<const std::byte> bytes = inode_bytes(number);
  check_inode(number, bytes);
  Ext4Inode inode;
  inode.number = number;
  inode.mode = le16(bytes, 0);
  inode.links = le16(bytes, 0x1A);
  inode.uid = le16(bytes, 2) | std::uint32_t{le16(bytes, 0x78)} << 16;
  inode.gid = le16(bytes, 0x18) | std::uint32_t{le16(bytes, 0x7A)} << 16;
  inode.size = from_halves(le32(bytes, 4), le32(bytes, 0x6C));
  inode.flags = le32(bytes, 0x20);
  inode.attribute_block = from_halves(le32(bytes, 0x68), le16(bytes, 0x76));
  inode.mtime.seconds = static_cast<std::int32_t>(le32(bytes, 0x10));
  std::copy_n(bytes.begin() + 0x28, inode.block_field.size(), inode.block_field.begin());
  if (inode_size_ == kOldInodeSize) return inode;
  const std::uint32_t extra = le16(bytes, 0x80);
  if (extra > inode_size_ - kOldInodeSize || extra % 4 != 0) {
    throw_damaged_volume(inode_words(number) + " has more fields than room");
  }
  if (extra >= 0x8C - 0x80) {
    const std::uint32_t more = le32(bytes, 0x88);
    inode.mtime.seconds += static_cast<std::int64_t>(more & 3U) << 32;
    inode.mtime.nanoseconds = std::min<std::uint32_t>(more >> 2, 999'999'999);
  }
  const std::span<const std::byte> rest = bytes.subspan(kOldInodeSize + extra);
  inode.attributes.assign(rest.begin(), rest.end());
  return inode;
}

}  // namespace oci2boot
