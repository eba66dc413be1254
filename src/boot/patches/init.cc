// SPDX-License-Identifier: Apache-2.0
// Puts PID 1 and what it reads into an initramfs, in the places that src/init/plan_format.h names.
// It comes last: the extended attributes are those of the finished tree.
#include "src/boot/patches/patches.h"
#include "src/boot/plan_file.h"
#include "src/boot/tree_edit.h"
#include "src/init/plan_format.h"

namespace oci2boot {

PatchChanges patch_init(PatchContext& context) {
  FileTree& tree = context.root.tree;
  PatchChanges changes;
  const std::string plan = encode_plan(context.plan);
  // Taken while the image's /init has its name: PID 1 puts it back before it restores these.
  const std::string xattrs = xattr_records(tree);

  const Metadata private_folder{0700, 0, 0, context.time, {}};
  const Metadata private_file{0600, 0, 0, context.time, {}};
  const InodeId folder = tree.add_directory(FileTree::kRoot, PLAN_FOLDER, private_folder);
  if (tree.child(FileTree::kRoot, "init")) {
    move_entry(tree, FileTree::kRoot, "init", folder, PLAN_IMAGE_INIT);
    changes.emplace_back("set the image's /init aside until PID 1 puts it back");
  }
  write_file(context.root, folder, PLAN_FILE, private_file, plan);
  if (!xattrs.empty()) write_file(context.root, folder, PLAN_XATTRS, private_file, xattrs);
  if (!context.payload.modules.empty()) {
    const InodeId modules = tree.add_directory(folder, PLAN_MODULES, private_folder);
    for (const GuestModule& module : context.payload.modules) {
      write_file(context.root, modules, module.name, private_file, module.bytes);
    }
  }
  write_file(context.root, FileTree::kRoot, "init", {0755, 0, 0, context.time, {}},
             context.payload.pid1);
  changes.emplace_back("added /init");
  return changes;
}

}  // namespace oci2boot
