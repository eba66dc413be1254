// SPDX-License-Identifier: Apache-2.0
#include "src/image/ext4/inode.h"

#include <ext2fs/ext2fs.h>
#include <sys/stat.h>

#include <algorithm>

#include "src/image/ext4/crc32c.h"

namespace oci2boot {
namespace {

using RawInode = ext2_inode_large;
static_assert(sizeof(RawInode) == EXT2_GOOD_OLD_INODE_SIZE + kExt4ExtraInodeSize);
static_assert(sizeof(RawInode::i_block) == sizeof(InodeBlockField));

constexpr std::uint64_t kSectorsPerBlock = kExt4BlockSize / 512;

std::uint16_t type_bits(FileType type) {
  switch (type) {
    case FileType::regular:
      return S_IFREG;
    case FileType::directory:
      return S_IFDIR;
    case FileType::symlink:
      return S_IFLNK;
    case FileType::char_device:
      return S_IFCHR;
    case FileType::block_device:
      return S_IFBLK;
    case FileType::fifo:
      return S_IFIFO;
  }
  return 0;
}

std::uint16_t stored_links(const InodeRecord& record) {
  const bool uncounted = record.type == FileType::directory && record.links > kExt4LinkMax;
  return static_cast<std::uint16_t>(uncounted ? 1 : record.links);
}

std::uint16_t low_half(std::uint64_t number) {
  return static_cast<std::uint16_t>(number);
}
std::uint16_t second_half(std::uint64_t number) {
  return static_cast<std::uint16_t>(number >> 16);
}
std::uint16_t third_half(std::uint64_t number) {
  return static_cast<std::uint16_t>(number >> 32);
}
std::uint32_t low_word(std::uint64_t number) {
  return static_cast<std::uint32_t>(number);
}
std::uint32_t high_word(std::uint64_t number) {
  return static_cast<std::uint32_t>(number >> 32);
}

/// The seconds' low 32 bits, which ext2 had, read as signed; then two bits of what that lacks and
/// the nanoseconds (EXT4_INODE_SET_XTIME).
void put_time(std::span<std::byte> inode, std::size_t seconds, std::size_t extra, Timestamp time) {
  const Timestamp fitting = ext4_time(time);
  const auto low = static_cast<std::int32_t>(low_word(static_cast<std::uint64_t>(fitting.seconds)));
  const auto epoch = static_cast<std::uint32_t>((fitting.seconds - low) >> 32);
  put_little_endian(inode, seconds, static_cast<std::uint32_t>(low));
  put_little_endian(inode, extra, epoch | fitting.nanoseconds << 2);
}

void put_times(std::span<std::byte> inode, const InodeRecord& record) {
  put_time(inode, offsetof(RawInode, i_atime), offsetof(RawInode, i_atime_extra), record.accessed);
  put_time(inode, offsetof(RawInode, i_ctime), offsetof(RawInode, i_ctime_extra), record.changed);
  put_time(inode, offsetof(RawInode, i_mtime), offsetof(RawInode, i_mtime_extra), record.modified);
  put_time(inode, offsetof(RawInode, i_crtime), offsetof(RawInode, i_crtime_extra), record.created);
}

void put_owner_and_mode(std::span<std::byte> inode, const InodeRecord& record) {
  put_little_endian(inode, offsetof(RawInode, i_mode),
                    static_cast<std::uint16_t>(type_bits(record.type) | record.permissions));
  put_little_endian(inode, offsetof(RawInode, i_uid), low_half(record.uid));
  put_little_endian(inode, offsetof(RawInode, osd2.linux2.l_i_uid_high), second_half(record.uid));
  put_little_endian(inode, offsetof(RawInode, i_gid), low_half(record.gid));
  put_little_endian(inode, offsetof(RawInode, osd2.linux2.l_i_gid_high), second_half(record.gid));
}

void put_sizes(std::span<std::byte> inode, const InodeRecord& record) {
  // 48 bits of sectors are more than 2^32 blocks have, so no inode needs EXT4_HUGE_FILE_FL.
  const std::uint64_t sectors = record.blocks * kSectorsPerBlock;
  put_little_endian(inode, offsetof(RawInode, i_size), low_word(record.size));
  put_little_endian(inode, offsetof(RawInode, i_size_high), high_word(record.size));
  put_little_endian(inode, offsetof(RawInode, i_blocks), low_word(sectors));
  put_little_endian(inode, offsetof(RawInode, osd2.linux2.l_i_blocks_hi), third_half(sectors));
  put_little_endian(inode, offsetof(RawInode, i_file_acl), low_word(record.attribute_block));
  put_little_endian(inode, offsetof(RawInode, osd2.linux2.l_i_file_acl_high),
                    third_half(record.attribute_block));
}

/// Over the whole inode with zeros for the sum itself, which lies in two halves.
void put_checksum(std::span<std::byte> inode, std::uint32_t inode_seed) {
  const std::uint32_t sum = crc32c(inode_seed, inode);
  put_little_endian(inode, offsetof(RawInode, osd2.linux2.l_i_checksum_lo), low_half(sum));
  put_little_endian(inode, offsetof(RawInode, i_checksum_hi), second_half(sum));
}

}  // namespace

void encode_inode(const InodeRecord& record, std::uint32_t inode_seed,
                  std::span<std::byte, kExt4InodeSize> place) {
  std::fill(place.begin(), place.end(), std::byte{0});
  put_owner_and_mode(place, record);
  put_times(place, record);
  put_sizes(place, record);
  put_little_endian(place, offsetof(RawInode, i_links_count), stored_links(record));
  put_little_endian(place, offsetof(RawInode, i_flags), record.flags);
  put_little_endian(place, offsetof(RawInode, osd1.linux1.l_i_version), record.version);
  put_little_endian(place, offsetof(RawInode, i_extra_isize),
                    static_cast<std::uint16_t>(kExt4ExtraInodeSize));
  std::copy(record.block.begin(), record.block.end(), place.begin() + offsetof(RawInode, i_block));
  std::copy(record.attributes.begin(), record.attributes.end(), place.begin() + sizeof(RawInode));
  put_checksum(place, inode_seed);
}

Timestamp ext4_time(Timestamp time) {
  constexpr std::int64_t kFirst = INT32_MIN;
  constexpr std::int64_t kLast = (std::int64_t{3} << 32) + INT32_MAX;
  if (time.seconds < kFirst) return {kFirst, 0};
  if (time.seconds > kLast) return {kLast, 999'999'999};
  return time;
}

InodeBlockField encode_fast_symlink(std::string_view target) {
  InodeBlockField field{};
  std::copy_n(reinterpret_cast<const std::byte*>(target.data()), target.size(), field.begin());
  return field;
}

InodeBlockField encode_device(DeviceNumber number) {
  InodeBlockField field{};
  const auto [major, minor] = number;
  if (major <= 0xff && minor <= 0xff) {
    put_little_endian(field, 0, major << 8 | minor);
  } else {
    put_little_endian(field, 4, (minor & 0xff) | major << 8 | (minor & ~0xffU) << 12);
  }
  return field;
}

InodeRecord value_inode_record(std::uint64_t size, std::uint32_t value_hash,
                               std::uint64_t references) {
  // Where the kernel keeps these: ext4_xattr_inode_set_hash() and ..._set_ref().
  InodeRecord record;
  record.permissions = 0600;
  record.links = 1;
  record.size = size;
  record.flags = kExt4ExtentsFlag | kExt4EaInodeFlag;
  record.accessed.seconds = static_cast<std::int32_t>(value_hash);
  record.changed.seconds = static_cast<std::int32_t>(high_word(references));
  record.version = low_word(references);
  return record;
}

}  // namespace oci2boot
