// SPDX-License-Identifier: Apache-2.0
// Extended attributes as ext4 has them (fs/ext4/xattr.h, acl.h): in the inode, in one block, values
// also in inodes of their own; ACLs in a form of ext4's own.
#pragma once

#include <vector>

#include "oci2boot/file_tree.h"
#include "src/image/ext4_reader/volume.h"
#include "src/image/read_budget.h"

namespace oci2boot {

/// As the system calls give them. Throws Error (invalid_image) for what makes no sense.
std::vector<Xattr> attributes_of(const Ext4Volume& volume, const Ext4Inode& inode,
                                 ReadBudget& budget);

}  // namespace oci2boot
