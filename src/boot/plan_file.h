// SPDX-License-Identifier: Apache-2.0
// Writes what PID 1 reads: see src/init/plan_format.h for both formats.
#pragma once

#include <string>
#include <vector>

#include "oci2boot/file_tree.h"
#include "src/boot/plan.h"

namespace oci2boot {

/// Throws Error (invalid_image) when a value holds a NUL byte, which ends a record, or when the
/// plan is larger than PID 1 accepts.
std::string encode_plan(const BootPlan& plan);

/// A plan that encode_plan() made, with these behind its own. Throws as it does.
std::string extend_plan(std::string encoded, const std::vector<std::string>& modules,
                        const std::vector<GuestShare>& shares);

/// Every extended attribute in the tree, once per inode, under its first name in the order of
/// FileTree::walk(). Empty when there is none.
std::string xattr_records(const FileTree& tree);

}  // namespace oci2boot
