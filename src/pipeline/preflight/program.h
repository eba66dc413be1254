// SPDX-License-Identifier: Apache-2.0
// Whether what a machine is to run can run there: the program of the boot plan, what runs that, and
// who it runs as. Pure: from the plan and the tree.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oci2boot/root_filesystem.h"
#include "src/boot/plan.h"

namespace oci2boot {

/// What the program, its #! interpreter and its loader lack, in one line each; empty when they can
/// run. `architecture`: the machine's, as GOARCH.
std::vector<std::string> program_problems(const RootFilesystem& root, const BootPlan& plan,
                                          std::string_view architecture);

/// The same of the program at `path`, which the kernel starts itself.
std::vector<std::string> program_problems(const RootFilesystem& root, const std::string& path,
                                          std::string_view architecture);

}  // namespace oci2boot
