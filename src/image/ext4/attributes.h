// SPDX-License-Identifier: Apache-2.0
// Planned extended attributes as the bytes that ext4 has of them (fs/ext4/xattr.h).
//
//     const AttributePlan plan = plan_attributes(tree.xattrs(inode), type, permissions);
//     // an inode for each of plan.large_values, a block if plan.needs_block()
//     record.attributes = encode_inode_attributes(plan);
//     block = encode_attribute_block(plan, value_inodes, seed);  // equal ones may be shared
//     seal_attribute_block(block, number, references, seed);
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "src/image/ext4/attribute_plan.h"

namespace oci2boot {

/// What lies in the inode: kInodeAttributeRoom bytes, or none when nothing does.
std::vector<std::byte> encode_inode_attributes(const AttributePlan& plan);

/// The block of a plan that needs one, not sealed yet. `value_inodes`: the numbers of the inodes
/// that hold plan.large_values. Inodes whose blocks are equal here may share one, 1024 at most
/// (EXT4_XATTR_REFCOUNT_MAX).
std::vector<std::byte> encode_attribute_block(const AttributePlan& plan,
                                              std::span<const std::uint32_t> value_inodes,
                                              std::uint32_t filesystem_seed);

/// Adds what depends on where the block lies, `number` on the disk, and on how many inodes have it.
void seal_attribute_block(std::span<std::byte> block, std::uint64_t number,
                          std::uint32_t references, std::uint32_t filesystem_seed);

/// The hash of a large value, which its inode and its name's entry have.
std::uint32_t large_value_hash(std::string_view value, std::uint32_t filesystem_seed);

}  // namespace oci2boot
