// SPDX-License-Identifier: Apache-2.0
// Chooses the kernel modules that a virtual machine needs before its programs run, and puts them in
// the order in which they load.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "src/boot/guest_module.h"
#include "src/boot/kernel/file_view.h"

namespace oci2boot {

struct ModuleSet {
  std::vector<GuestModule> modules;   ///< each after those that it depends on
  std::vector<std::string> built_in;  ///< of the wanted ones: the kernel has them anyway
  std::vector<std::string> missing;   ///< of the wanted ones: not there, or not for this kernel
  std::vector<std::string> damaged;   ///< what is wrong with files that count as not there
};

/// What `folder` says that its kernel has built in (the file modules.builtin), by module_name().
std::set<std::string> built_in_modules(const FileView& view, const std::string& folder);

/// Reads the `wanted` modules and what they depend on from `folder`, a lib/modules/VERSION of the
/// view. `version` is the kernel's; a module for another one does not count. Packed modules are
/// unpacked. Throws Error only when the host's disk fails (output_failed).
ModuleSet load_modules(const FileView& view, const std::string& folder, const std::string& version,
                       std::span<const std::string_view> wanted);

}  // namespace oci2boot
