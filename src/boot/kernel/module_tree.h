// SPDX-License-Identifier: Apache-2.0
// All modules of a kernel, as they lie in its package, and how they come into an image.
#pragma once

#include <memory>
#include <string>

#include "oci2boot/root_filesystem.h"
#include "src/boot/kernel/file_view.h"

namespace oci2boot {

struct ModuleTree {
  std::shared_ptr<const FileView> files;
  std::string folder;   ///< in `files`: its lib/modules/VERSION
  std::string version;  ///< of the kernel
};

/// Puts the modules, packed as they are, below /lib/modules/VERSION, and the lists that modprobe
/// reads (modules.dep and its siblings) with them. Returns how many modules these are. 0, and no
/// change, when the image has that folder already, or something else in its way. Throws Error when
/// a file of `modules` cannot be read.
std::size_t add_module_tree(RootFilesystem& root, const ModuleTree& modules, Timestamp time);

}  // namespace oci2boot
