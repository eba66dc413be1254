// SPDX-License-Identifier: Apache-2.0
// The names in a block of a directory (Documentation/filesystems/ext4/directory.rst).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

namespace oci2boot {

/// Calls `visit` with each name and its inode, "." and ".." left out. The names stand one after the
/// other whatever index the directory has: its blocks, and checksums, look like entries without a
/// name. Without `has_types` two bytes are the size of a name. False when the block makes no sense.
bool visit_names(std::span<const std::byte> block, bool has_types,
                 const std::function<void(std::string_view name, std::uint32_t inode)>& visit);

}  // namespace oci2boot
