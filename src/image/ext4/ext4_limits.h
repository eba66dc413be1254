// SPDX-License-Identifier: Apache-2.0
// What an ext4 file system, and the kernel that mounts it, cannot hold. Pure: looks at a tree,
// before a byte of metadata is written.
#pragma once

#include "oci2boot/file_tree.h"
#include "oci2boot/warnings.h"

namespace oci2boot {

/// Throws Error (invalid_image), with the path, on what cannot be stored: a name of over 255 bytes,
/// an empty link target or one of over 4095 bytes, more than 65,000 names of one file, a file past
/// 16 TiB, a device number beyond 12 bits of major and 20 of minor.
///
/// Warns, in one line each, of times that are moved into range (see ext4_time()), of paths of over
/// 4095 bytes, which are stored but which nobody can name, and of attributes that are left out, by
/// the reason (see plan_attributes()).
void check_ext4_limits(const FileTree& tree, const WarningSink& warn);

}  // namespace oci2boot
