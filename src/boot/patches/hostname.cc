// SPDX-License-Identifier: Apache-2.0
// PID 1 sets the hostname; an init that takes over reads it from here once more (hostname(5)).
#include "src/boot/patches/patches.h"
#include "src/boot/tree_edit.h"

namespace oci2boot {

PatchChanges patch_hostname(PatchContext& context) {
  if (!put_text(context.root, "/etc/hostname", context.plan.hostname + "\n", context.time)) {
    return {};
  }
  return {"wrote /etc/hostname"};
}

}  // namespace oci2boot
