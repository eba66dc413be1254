// SPDX-License-Identifier: Apache-2.0
// The tree of an ext4 file system. Its files stay where they are: the tree's extents point into the
// disk, and nothing is copied.
#pragma once

#include <memory>

#include "oci2boot/root_filesystem.h"
#include "oci2boot/warnings.h"
#include "src/image/block_file.h"
#include "src/image/read_budget.h"

namespace oci2boot {

/// Takes the disk into what it returns. Warns of what is left out, and of a file system that was
/// not unmounted. Throws Error: invalid_image for damage, for what is not ext4 and beyond the
/// budget; verification_failed for a checksum that does not match.
RootFilesystem read_ext4(std::unique_ptr<const BlockSource> disk, ReadBudget& budget,
                         const WarningSink& warn);

}  // namespace oci2boot
