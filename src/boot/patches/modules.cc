// SPDX-License-Identifier: Apache-2.0
// Gives the image the modules of the kernel that boots it, for its own modprobe and udev. Those
// that the machine needs to come up are stage 1's matter.
#include "src/boot/patches/patches.h"

namespace oci2boot {

PatchChanges patch_modules(PatchContext& context) {
  if (context.all_modules == nullptr) return {};
  const std::size_t count = add_module_tree(context.root, *context.all_modules, context.time);
  if (count == 0) return {};
  return {"added " + std::to_string(count) + " kernel modules below /lib/modules/" +
          context.all_modules->version};
}

}  // namespace oci2boot
