// SPDX-License-Identifier: Apache-2.0
// The folders that the kernel's file systems are mounted on, where the root is on a disk. PID 1
// makes them too, but it cannot on a root that is mounted read-only.
#include <array>

#include "src/boot/patches/patches.h"

namespace oci2boot {

PatchChanges patch_mount_points(PatchContext& context) {
  constexpr std::array<std::string_view, 3> kFolders = {"dev", "proc", "sys"};
  PatchChanges changes;
  if (!context.plan.root) return changes;
  FileTree& tree = context.root.tree;
  for (const std::string_view name : kFolders) {
    if (tree.child(FileTree::kRoot, name)) continue;
    tree.add_directory(FileTree::kRoot, name, {0755, 0, 0, context.time, {}});
    changes.push_back("made /" + std::string(name));
  }
  return changes;
}

}  // namespace oci2boot
