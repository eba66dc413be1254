// SPDX-License-Identifier: Apache-2.0
// A root file system that a test makes layer by layer.
#pragma once

#include <string>
#include <string_view>

#include "oci2boot/root_filesystem.h"
#include "tests/support/temporary_folder.h"

namespace oci2boot {

class LayeredRoot {
  TemporaryFolder folder_;

 public:
  RootFilesystem root;

  LayeredRoot() : root(folder_.path()) {}

  void layer() { root.tree.begin_layer(); }

  /// With the folders that it needs.
  InodeId file(std::string_view path, const std::string& bytes) {
    const std::size_t slash = path.rfind('/');
    const InodeId parent = slash == path.npos
                               ? FileTree::kRoot
                               : ensure_directory(root.tree, path.substr(0, slash), Timestamp{});
    return write_file(root, parent, path.substr(slash == path.npos ? 0 : slash + 1), {}, bytes);
  }

  void remove(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    const InodeId parent =
        slash == path.npos ? FileTree::kRoot : root.tree.lookup(path.substr(0, slash)).value();
    root.tree.remove(parent, path.substr(slash == path.npos ? 0 : slash + 1));
  }
};

}  // namespace oci2boot
