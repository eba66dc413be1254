// SPDX-License-Identifier: Apache-2.0
// /etc/mtab as util-linux and systemd want it: a link to what the kernel says. A link into /proc
// that an image has already is as good. The boot scripts of System V (mtab_migrate in Debian's
// initscripts, also below OpenRC and runit) know but one target, and warn of any other.
#include "src/boot/patches/patches.h"
#include "src/boot/tree_edit.h"

namespace oci2boot {

PatchChanges patch_mtab(PatchContext& context) {
  FileTree& tree = context.root.tree;
  // An image without /etc has no program that would look.
  if (!tree.lookup("/etc")) return {};
  const std::optional<InodeId> mtab = tree.lookup_no_follow("/etc/mtab");
  if (mtab && tree.symlink_target(*mtab).find("proc/") != std::string_view::npos) return {};
  const std::string& system = context.plan.system;
  const std::string target =
      system.empty() || system == "systemd" ? "../proc/self/mounts" : "/proc/mounts";
  if (!put_symlink(tree, "/etc/mtab", target, context.time)) return {};
  return {"linked /etc/mtab to " + target};
}

}  // namespace oci2boot
