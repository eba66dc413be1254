// SPDX-License-Identifier: Apache-2.0
// The machine's time zone as localtime(5) has it: a link into the image's collection of zones,
// beside Debian's /etc/timezone where the image has that. Without a file there it is UTC.
#include "src/boot/identity/plan_identity.h"
#include "src/boot/patches/patches.h"
#include "src/boot/tree_edit.h"

namespace oci2boot {

PatchChanges patch_timezone(PatchContext& context) {
  const std::optional<std::string>& zone = context.plan.identity.timezone;
  if (!zone) return {};
  RootFilesystem& root = context.root;
  PatchChanges changes;
  if (has_zone(root.tree, *zone)) {
    if (put_symlink(root.tree, "/etc/localtime", zone_path(*zone), context.time)) {
      changes.push_back("linked /etc/localtime to " + zone_path(*zone));
    }
  } else if (*zone != "UTC") {
    return changes;  // the plan has a note
  } else if (remove_file(root.tree, "/etc/localtime")) {
    changes.emplace_back("removed /etc/localtime");
  }
  if (file_text(root, "/etc/timezone") &&
      put_text(root, "/etc/timezone", *zone + "\n", context.time)) {
    changes.emplace_back("wrote /etc/timezone");
  }
  return changes;
}

}  // namespace oci2boot
