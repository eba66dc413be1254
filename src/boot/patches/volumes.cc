// SPDX-License-Identifier: Apache-2.0
// The folders that the image declares with VOLUME. Docker makes what is missing, root's and 0755,
// and takes what is there with its owner, mode and contents; so does the tree. That they can be
// written to on a root that is mounted read-only is PID 1's matter (src/init/volumes.h).
#include "oci2boot/error.h"
#include "src/boot/patches/patches.h"

namespace oci2boot {

namespace {

/// False when it is there already, or a file or a loop of links is in its way.
bool make_folder(FileTree& tree, const std::string& path, Timestamp time) {
  if (tree.lookup(path)) return false;
  try {
    ensure_directory(tree, path, time);
    return true;
  } catch (const Error&) {
    return false;
  }
}

}  // namespace

PatchChanges patch_volumes(PatchContext& context) {
  PatchChanges changes;
  if (context.plan.mode != BootMode::container) return changes;
  for (const std::string& path : context.plan.volumes) {
    if (make_folder(context.root.tree, path, context.time)) changes.push_back("made " + path);
  }
  return changes;
}

}  // namespace oci2boot
