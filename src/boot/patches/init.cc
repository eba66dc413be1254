// SPDX-License-Identifier: Apache-2.0
// Puts PID 1 and what it reads into an initramfs. It comes last: the extended attributes are those
// of the finished tree.
#include "src/boot/patches/patches.h"
#include "src/boot/plan_file.h"
#include "src/boot/tree_edit.h"
#include "src/init/plan_format.h"

namespace oci2boot {

PatchChanges patch_init(PatchContext& context) {
  FileTree& tree = context.root.tree;
  PatchChanges changes;
  // Taken while the image's /init has its name: PID 1 puts it back before it restores these.
  const std::string xattrs = xattr_records(tree);
  const InodeId folder = add_boot_folder(context.root, context.plan, context.payload, context.time);
  if (tree.child(FileTree::kRoot, "init")) {
    move_entry(tree, FileTree::kRoot, "init", folder, PLAN_IMAGE_INIT);
    changes.emplace_back("set the image's /init aside until PID 1 puts it back");
  }
  if (!xattrs.empty()) {
    write_file(context.root, folder, PLAN_XATTRS, boot_file_metadata(context.time), xattrs);
  }
  add_pid1(context.root, context.payload, context.time);
  changes.emplace_back("added /init");
  return changes;
}

}  // namespace oci2boot
