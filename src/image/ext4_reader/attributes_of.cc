// SPDX-License-Identifier: Apache-2.0
#include "src/image/ext4_reader/attributes_of.h"

#include <string>
#include <string_view>
#include <utility>

#include "src/image/ext4_reader/file_blocks.h"
#include "src/image/ext4_reader/little_endian.h"

namespace oci2boot {
namespace {

constexpr std::uint32_t kMagic = 0xEA020000;
constexpr std::size_t kBlockHeader = 32;
constexpr std::size_t kInodeHeader = 4;
constexpr std::size_t kEntryHeader = 16;
constexpr std::size_t kMostValue = 65536;  // XATTR_SIZE_MAX

constexpr unsigned kAccessAcl = 2;
constexpr unsigned kDefaultAcl = 3;

/// Empty: the kernel knows no attributes of that kind.
std::string_view prefix_of(unsigned index) {
  switch (index) {
    case 1:
      return "user.";
    case kAccessAcl:
      return "system.posix_acl_access";
    case kDefaultAcl:
      return "system.posix_acl_default";
    case 4:
      return "trusted.";
    case 6:
      return "security.";
    case 7:
      return "system.";
    default:
      return "";
  }
}

void append(std::string& to, std::uint64_t number, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) to.push_back(static_cast<char>(number >> (8 * i)));
}

class AttributeReader {
 public:
  AttributeReader(const Ext4Volume& volume, const Ext4Inode& inode, ReadBudget& budget)
      : volume_(volume), inode_(inode), budget_(budget) {}

  std::vector<Xattr> read() {
    const std::span<const std::byte> in_inode = inode_.attributes;
    if (in_inode.size() >= kInodeHeader && le32(in_inode, 0) == kMagic) {
      read_entries(in_inode.subspan(kInodeHeader), 0);
    }
    if (inode_.attribute_block != 0) {
      const std::vector<std::byte> block = volume_.read_block(inode_.attribute_block);
      if (le32(block, 0) != kMagic) damaged();
      read_entries(block, kBlockHeader);
    }
    return std::move(xattrs_);
  }

 private:
  [[noreturn]] void damaged() const {
    throw_damaged_volume("the extended attributes of inode " + std::to_string(inode_.number) +
                         " make no sense");
  }

  /// Entries from `at` on, values anywhere in `area`.
  void read_entries(std::span<const std::byte> area, std::size_t at) {
    while (at + 4 <= area.size() && le32(area, at) != 0) {
      const auto entry = area.subspan(at);
      if (entry.size() < kEntryHeader) damaged();
      const auto name_size = std::to_integer<std::size_t>(entry[0]);
      if (entry.size() - kEntryHeader < name_size) damaged();
      const std::string name(reinterpret_cast<const char*>(entry.data()) + kEntryHeader, name_size);
      add(std::to_integer<unsigned>(entry[1]), name, value_of(area, entry));
      at += (kEntryHeader + name_size + 3) / 4 * 4;
    }
  }

  std::string value_of(std::span<const std::byte> area, std::span<const std::byte> entry) {
    const std::size_t offset = le16(entry, 2);
    const std::uint32_t in_inode = le32(entry, 4);
    const std::size_t size = le32(entry, 8);
    if (size > kMostValue) damaged();
    if (in_inode != 0) return value_in_inode(in_inode, size);
    if (size == 0) return "";
    if (offset > area.size() || size > area.size() - offset) damaged();
    return {reinterpret_cast<const char*>(area.data()) + offset, size};
  }

  std::string value_in_inode(std::uint32_t number, std::size_t size) {
    if (!volume_.attributes_have_inodes()) damaged();
    const Ext4Inode inode = volume_.read_inode(number);
    if (inode.size != size) damaged();
    return read_bytes(volume_, file_extents(volume_, inode, budget_), size);
  }

  void add(unsigned index, const std::string& name, std::string value) {
    std::string whole(prefix_of(index));
    if (whole.empty()) return;
    if (index == kAccessAcl || index == kDefaultAcl) {
      if (!name.empty()) damaged();
      value = acl_of(value);
    }
    whole += name;
    if (whole.find('\0') != whole.npos) damaged();
    bytes_ += whole.size() + value.size();
    budget_.check_xattrs(bytes_);
    budget_.add_metadata(whole.size() + value.size());
    xattrs_.push_back({std::move(whole), std::move(value)});
  }

  /// From fs/ext4/acl.h to include/uapi/linux/posix_acl_xattr.h: every entry gets an id.
  std::string acl_of(std::string_view stored) const {
    constexpr std::uint16_t kUser = 0x02;
    constexpr std::uint16_t kGroup = 0x08;
    const auto bytes = std::as_bytes(std::span(stored));
    if (bytes.size() < 4 || le32(bytes, 0) != 1) damaged();
    std::string acl;
    append(acl, 2, 4);
    for (std::size_t at = 4; at < bytes.size();) {
      if (bytes.size() - at < 4) damaged();
      const std::uint16_t tag = le16(bytes, at);
      const bool has_id = tag == kUser || tag == kGroup;
      if (has_id && bytes.size() - at < 8) damaged();
      append(acl, tag, 2);
      append(acl, le16(bytes, at + 2), 2);
      append(acl, has_id ? le32(bytes, at + 4) : UINT32_MAX, 4);
      at += has_id ? 8 : 4;
    }
    return acl;
  }

  const Ext4Volume& volume_;
  const Ext4Inode& inode_;
  ReadBudget& budget_;
  std::vector<Xattr> xattrs_;
  std::uint64_t bytes_ = 0;
};

}  // namespace

std::vector<Xattr> attributes_of(const Ext4Volume& volume, const Ext4Inode& inode,
                                 ReadBudget& budget) {
  return AttributeReader(volume, inode, budget).read();
}

}  // namespace oci2boot
