// SPDX-License-Identifier: Apache-2.0
#include "src/boot/patches/script.h"

#include "src/boot/tree_edit.h"

namespace oci2boot {

bool put_script(PatchContext& context, std::string_view path, std::string_view text) {
  if (!put_text(context.root, path, text, context.time)) return false;
  FileTree& tree = context.root.tree;
  const InodeId file = *tree.lookup_no_follow(path);
  Metadata metadata = tree.metadata(file);
  metadata.permissions = 0755;
  tree.set_metadata(file, metadata);
  return true;
}

}  // namespace oci2boot
