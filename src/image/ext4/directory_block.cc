// SPDX-License-Identifier: Apache-2.0
#include "src/image/ext4/directory_block.h"

#include <ext2fs/ext2fs.h>

#include <algorithm>

#include "src/image/ext4/crc32c.h"

namespace oci2boot {
namespace {

constexpr std::size_t kRecordLength = offsetof(ext2_dir_entry_2, rec_len);
static_assert(sizeof(ext2_dir_entry_tail) == kDirectoryTailSize);

std::uint8_t type_byte(FileType type) {
  switch (type) {
    case FileType::regular:
      return EXT2_FT_REG_FILE;
    case FileType::directory:
      return EXT2_FT_DIR;
    case FileType::symlink:
      return EXT2_FT_SYMLINK;
    case FileType::char_device:
      return EXT2_FT_CHRDEV;
    case FileType::block_device:
      return EXT2_FT_BLKDEV;
    case FileType::fifo:
      return EXT2_FT_FIFO;
  }
  return EXT2_FT_UNKNOWN;
}

}  // namespace

void DirectoryBlock::clear() {
  bytes_.fill(std::byte{0});
  last_ = used_ = 0;
}

void DirectoryBlock::add(const DirectoryEntry& entry) {
  const std::size_t size = directory_entry_size(entry.name.size());
  const std::span<std::byte> place = std::span(bytes_).subspan(used_, size);
  put_little_endian(place, offsetof(ext2_dir_entry_2, inode), entry.inode);
  put_little_endian(place, kRecordLength, static_cast<std::uint16_t>(size));
  put_little_endian(place, offsetof(ext2_dir_entry_2, name_len),
                    static_cast<std::uint8_t>(entry.name.size()));
  put_little_endian(place, offsetof(ext2_dir_entry_2, file_type), type_byte(entry.type));
  std::copy_n(reinterpret_cast<const std::byte*>(entry.name.data()), entry.name.size(),
              place.begin() + offsetof(ext2_dir_entry_2, name));
  last_ = used_;
  used_ += size;
}

std::span<const std::byte> DirectoryBlock::finish(std::uint32_t inode_seed) {
  stretch_last(kDirectoryBlockRoom);
  const std::span<std::byte> tail = std::span(bytes_).last(kDirectoryTailSize);
  put_little_endian(tail, offsetof(ext2_dir_entry_tail, det_rec_len),
                    static_cast<std::uint16_t>(kDirectoryTailSize));
  put_little_endian(tail, offsetof(ext2_dir_entry_tail, det_reserved_name_len),
                    std::uint16_t{EXT2_DIR_NAME_LEN_CSUM});
  put_little_endian(tail, offsetof(ext2_dir_entry_tail, det_checksum),
                    crc32c(inode_seed, std::span(bytes_).first(kDirectoryBlockRoom)));
  return bytes_;
}

std::span<std::byte> DirectoryBlock::finish_names() {
  stretch_last(kExt4BlockSize);
  return bytes_;
}

void DirectoryBlock::stretch_last(std::size_t end) {
  put_little_endian(bytes_, last_ + kRecordLength, static_cast<std::uint16_t>(end - last_));
}

}  // namespace oci2boot
