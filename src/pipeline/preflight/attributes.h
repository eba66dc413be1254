// SPDX-License-Identifier: Apache-2.0
// Which extended attributes of an image its machine will not keep: file capabilities above all,
// without which ping(8) and the like do not work for users. Pure.
#pragma once

#include <string>
#include <vector>

#include "oci2boot/root_filesystem.h"
#include "src/boot/kernel/kernel_source.h"

namespace oci2boot {

/// One line for each kind of attribute that is lost, as far as the kernel's configuration says so.
std::vector<std::string> attribute_problems(const RootFilesystem& root, const Kernel& kernel,
                                            RootKind kind);

/// The same of an initramfs that has none of our PID 1: cpio carries no attributes.
std::vector<std::string> attribute_problems(const RootFilesystem& root);

}  // namespace oci2boot
