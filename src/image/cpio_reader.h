// SPDX-License-Identifier: Apache-2.0
// Reads an initramfs the way the kernel does (init/initramfs.c): any number of newc archives one
// behind the other, each packed or not, with zeros between them; what they make together is one
// tree (see cpio_tree.h). The first part is often the microcode of CPUs, and not packed.
#pragma once

#include "oci2boot/byte_source.h"
#include "oci2boot/root_filesystem.h"
#include "oci2boot/warnings.h"
#include "src/image/read_budget.h"

namespace oci2boot {

/// Into `root`, which is empty at first. Throws Error: invalid_image for what the kernel would stop
/// at, and beyond the budget; verification_failed for damage; and whatever `source` throws.
void read_cpio(ByteSource& source, RootFilesystem& root, ReadBudget& budget,
               const WarningSink& warn);

}  // namespace oci2boot
