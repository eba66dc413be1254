// SPDX-License-Identifier: Apache-2.0
#include "src/image/ext4/attributes.h"

#include <ext2fs/ext2fs.h>

#include <algorithm>
#include <array>

#include "src/image/ext4/crc32c.h"

namespace oci2boot {
namespace {

constexpr std::size_t kMagicSize = 4;  // before the entries in an inode
constexpr std::size_t kEntrySize = sizeof(ext2_ext_attr_entry);
constexpr std::size_t kHeaderSize = sizeof(ext2_ext_attr_header);

constexpr int kNameShift = 5;
constexpr int kValueShift = 16;

std::uint32_t rotated(std::uint32_t hash, int shift) {
  return hash << shift | hash >> (32 - shift);
}

/// The kernel's ext4_xattr_hash_entry() over a name, to be continued with words of the value.
std::uint32_t name_hash(std::string_view name) {
  std::uint32_t hash = 0;
  for (const char c : name) hash = rotated(hash, kNameShift) ^ static_cast<std::uint8_t>(c);
  return hash;
}

std::uint32_t entry_hash(std::string_view name, std::string_view value) {
  std::uint32_t hash = name_hash(name);
  for (; !value.empty(); value.remove_prefix(std::min<std::size_t>(4, value.size()))) {
    hash = rotated(hash, kValueShift) ^ little_endian_number(value.substr(0, 4));
  }
  return hash;
}

void put_text(std::span<std::byte> place, std::string_view text) {
  std::copy_n(reinterpret_cast<const std::byte*>(text.data()), text.size(), place.begin());
}

/// Puts entries from `first` on and their values from the end of `area` downwards. Offsets of
/// values count from the start of `area`.
class EntryWriter {
 public:
  EntryWriter(std::span<std::byte> area, std::size_t first)
      : area_(area), entry_(first), value_(area.size()) {}

  void put(const StoredAttribute& attribute, std::size_t value_size, std::uint32_t value_inode,
           std::uint32_t hash) {
    const std::span<std::byte> entry = area_.subspan(entry_);
    entry_ += attribute_entry_size(attribute);
    put_little_endian(entry, offsetof(ext2_ext_attr_entry, e_name_len),
                      static_cast<std::uint8_t>(attribute.name.size()));
    put_little_endian(entry, offsetof(ext2_ext_attr_entry, e_name_index), attribute.name_index);
    put_little_endian(entry, offsetof(ext2_ext_attr_entry, e_value_inum), value_inode);
    put_little_endian(entry, offsetof(ext2_ext_attr_entry, e_value_size),
                      static_cast<std::uint32_t>(value_size));
    put_little_endian(entry, offsetof(ext2_ext_attr_entry, e_hash), hash);
    put_text(entry.subspan(kEntrySize), attribute.name);
    if (attribute.value.empty()) return;
    value_ -= EXT2_EXT_ATTR_SIZE(attribute.value.size());
    put_little_endian(entry, offsetof(ext2_ext_attr_entry, e_value_offs),
                      static_cast<std::uint16_t>(value_));
    put_text(area_.subspan(value_), attribute.value);
  }

 private:
  std::span<std::byte> area_;
  std::size_t entry_;
  std::size_t value_;
};

}  // namespace

std::vector<std::byte> encode_inode_attributes(const AttributePlan& plan) {
  std::vector<std::byte> bytes;
  if (plan.in_inode.empty()) return bytes;
  bytes.resize(kInodeAttributeRoom);
  put_little_endian(bytes, 0, std::uint32_t{EXT2_EXT_ATTR_MAGIC});
  EntryWriter writer(std::span<std::byte>(bytes).subspan(kMagicSize), 0);
  for (const StoredAttribute& attribute : plan.in_inode) {
    writer.put(attribute, attribute.value.size(), 0, 0);  // in an inode the kernel has no hashes
  }
  return bytes;
}

std::vector<std::byte> encode_attribute_block(const AttributePlan& plan,
                                              std::span<const std::uint32_t> value_inodes,
                                              std::uint32_t filesystem_seed) {
  std::vector<std::byte> block(kExt4BlockSize);
  EntryWriter writer(block, kHeaderSize);
  std::uint32_t hash = 0;
  for (const StoredAttribute& attribute : plan.in_block) {
    std::uint32_t own_hash = 0;
    if (attribute.large_value) {
      const std::string& value = plan.large_values[*attribute.large_value];
      own_hash = rotated(name_hash(attribute.name), kValueShift) ^
                 large_value_hash(value, filesystem_seed);
      writer.put(attribute, value.size(), value_inodes[*attribute.large_value], own_hash);
    } else {
      own_hash = entry_hash(attribute.name, attribute.value);
      writer.put(attribute, attribute.value.size(), 0, own_hash);
    }
    hash = rotated(hash, kValueShift) ^ own_hash;
  }
  put_little_endian(block, offsetof(ext2_ext_attr_header, h_magic),
                    std::uint32_t{EXT2_EXT_ATTR_MAGIC});
  put_little_endian(block, offsetof(ext2_ext_attr_header, h_blocks), std::uint32_t{1});
  put_little_endian(block, offsetof(ext2_ext_attr_header, h_hash), hash);
  return block;
}

void seal_attribute_block(std::span<std::byte> block, std::uint64_t number,
                          std::uint32_t references, std::uint32_t filesystem_seed) {
  constexpr std::size_t kChecksum = offsetof(ext2_ext_attr_header, h_checksum);
  put_little_endian(block, offsetof(ext2_ext_attr_header, h_refcount), references);
  put_little_endian(block, kChecksum, std::uint32_t{0});
  std::array<std::byte, 8> place{};
  put_little_endian(place, 0, number);
  put_little_endian(block, kChecksum, crc32c(crc32c(filesystem_seed, place), block));
}

std::uint32_t large_value_hash(std::string_view value, std::uint32_t filesystem_seed) {
  return crc32c(filesystem_seed, std::as_bytes(std::span(value)));
}

}  // namespace oci2boot
