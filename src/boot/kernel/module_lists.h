// SPDX-License-Identifier: Apache-2.0
// What depmod(8) writes into a folder of modules, for modprobe of kmod (the .bin files) and of
// busybox (the others). Kernel packages come without it: their installation runs depmod.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "src/boot/kernel/module_info.h"

namespace oci2boot {

/// A module in its folder.
struct ListedModule {
  std::string path;  ///< "kernel/fs/ext4/ext4.ko.xz"
  std::string name;  ///< module_name() of that
  ModuleInfo info;
};

/// What the kernel's build says of its modules, as files that lie beside them. Empty: none.
struct BuildLists {
  std::string order;            ///< modules.order
  std::string builtin;          ///< modules.builtin
  std::string builtin_modinfo;  ///< modules.builtin.modinfo
};

struct ModuleList {
  std::string_view name;
  std::string bytes;
};

/// modules.dep, .alias, .symbols, .softdep and .devname, the indexes of these, and those of what is
/// built in. Of modules of one name the first counts.
std::vector<ModuleList> module_lists(std::span<const ListedModule> modules,
                                     const BuildLists& build);

}  // namespace oci2boot
