// SPDX-License-Identifier: Apache-2.0
// Which extended attributes a file keeps in ext4, in which form, and where each of them lies
// (fs/ext4/xattr.h): the small ones in the inode, the others in one block, values that have no room
// there in inodes of their own (feature ea_inode).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "oci2boot/file_tree.h"
#include "src/image/ext4/format.h"

namespace oci2boot {

/// Room for attributes in an inode, behind its fields.
inline constexpr std::size_t kInodeAttributeRoom = kExt4InodeSize - 128 - kExt4ExtraInodeSize;

/// One attribute in ext4's form.
struct StoredAttribute {
  std::uint8_t name_index = 0;  ///< stands for the name's prefix
  std::string name;             ///< what follows the prefix
  std::string value;
  /// Index in AttributePlan::large_values; nothing when the value lies beside its name.
  std::optional<std::size_t> large_value;
};

/// An attribute that the image does not get, and why, in words that do not depend on the file:
/// "Linux allows values of 65536 bytes".
struct LeftOutAttribute {
  std::string name;
  std::string reason;
};

struct AttributePlan {
  std::vector<StoredAttribute> in_inode;
  std::vector<StoredAttribute> in_block;
  std::vector<std::string> large_values;  ///< each needs an inode of its own
  std::vector<LeftOutAttribute> left_out;

  bool needs_block() const { return !in_block.empty(); }
};

/// Bytes that an attribute's name and what belongs to it take, beside its value.
std::size_t attribute_entry_size(const StoredAttribute& attribute);

/// What goes where, for a file of the given type and mode. Pure and cheap where there are none.
AttributePlan plan_attributes(std::span<const Xattr> xattrs, FileType type,
                              std::uint16_t permissions);

}  // namespace oci2boot
