// SPDX-License-Identifier: Apache-2.0
// What a user who is not root cannot give a file, written down in attributes that everybody may
// set, in the forms that others know. Pure.
#pragma once

#include <cstdint>
#include <string>

#include "oci2boot/file_tree.h"

namespace oci2boot {

/// As umoci, rootless runc and PRoot have it (github.com/rootless-containers/proto).
inline constexpr const char* kOwnerAttribute = "user.rootlesscontainers";

/// A protobuf message of two numbers, uid and gid; one that is 0, which everything is where nothing
/// is said, is told as 2^32 - 1. Empty for 0:0: nothing need be said.
std::string owner_record(std::uint32_t uid, std::uint32_t gid);

/// As containers/storage and fuse-overlayfs have it.
inline constexpr const char* kStatAttribute = "user.containers.override_stat";

/// "0:6:0660:block-8-0": owner, mode, type and the numbers of a device.
std::string stat_record(const FileTree& tree, InodeId inode);

}  // namespace oci2boot
