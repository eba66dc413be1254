// SPDX-License-Identifier: Apache-2.0
// Images bring files, links and nodes under /dev that were made where there was no devtmpfs. They
// would only be covered by it; some (a plain file /dev/null or /dev/console) do harm before it is
// mounted. The kernel's console before that comes from its built-in initramfs, which has
// /dev/console (usr/default_cpio_list) as long as nothing here covers it.
#include "src/boot/patches/patches.h"

namespace oci2boot {

PatchChanges patch_dev(PatchContext& context) {
  FileTree& tree = context.root.tree;
  const std::optional<InodeId> dev = tree.child(FileTree::kRoot, "dev");
  if (!dev) return {};
  if (tree.type(*dev) != FileType::directory) {
    tree.add_directory(FileTree::kRoot, "dev", {0755, 0, 0, context.time, {}});
    return {"made /dev a directory"};
  }
  const std::vector<FileTree::Child> children = tree.children(*dev);
  if (children.empty()) return {};
  for (const FileTree::Child& child : children) tree.remove(*dev, child.name);
  return {"removed " + std::to_string(children.size()) +
          (children.size() == 1 ? " entry of /dev" : " entries of /dev")};
}

}  // namespace oci2boot
