// SPDX-License-Identifier: Apache-2.0
// What a machine needs of its kernel and this one lacks. Pure. Nothing is said of what is not
// known: a kernel without a configuration beside or in it may have anything built in.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "src/boot/kernel/kernel_source.h"

namespace oci2boot {

struct MachineNeeds {
  RootKind root = RootKind::memory;
  bool network = true;
  bool status = true;                 ///< a program's exit status is to reach the host
  bool modules_left_out = false;      ///< by --modules none
  std::string_view system;            ///< the init system that is handed over to, see BootPlan
  std::string_view console;           ///< "ttyS0"
  std::string_view root_fs = "ext4";  ///< of a disk
};

/// One line each.
std::vector<std::string> kernel_problems(const Kernel& kernel, const MachineNeeds& needs);

}  // namespace oci2boot
