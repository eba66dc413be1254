// SPDX-License-Identifier: Apache-2.0
// A root file system as text, for comparing.
#pragma once

#include <string>
#include <vector>

#include "oci2boot/root_filesystem.h"

namespace oci2boot {

/// A line for each name, sorted: path TAB type mode uid:gid, then for files size, the start of the
/// content's SHA-256 and (where there are several) the first name of the inode; for all but
/// directories the time; and the target of a symbolic link, the number of a device, the xattrs
/// with their values in hex.
std::vector<std::string> tree_listing(const RootFilesystem& root);

}  // namespace oci2boot
