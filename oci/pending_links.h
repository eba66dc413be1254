// SPDX-License-Identifier: Apache-2.0
// Hard links that stand before their targets in a layer. They wait for the layer's end, each with a
// placeholder in the tree at its name. So whatever follows meets a name of this layer there: a
// whiteout leaves it, another entry takes its place.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oci/path_walk.h"
#include "oci2boot/file_tree.h"

namespace oci2boot {

class PendingLinks {
 public:
  /// What has the name `target`, which may be a placeholder.
  using FindTarget = std::function<std::optional<InodeId>(const std::string& target)>;

  /// `tree` must outlive the links.
  explicit PendingLinks(FileTree& tree) : tree_(tree) {}

  /// Whether `inode` is what stands for links that wait, and so no target of a link.
  bool is_placeholder(InodeId inode) const { return inode == placeholder_; }

  /// `path` is the link's, and its last part the name in `parent`, where it replaces what is there.
  /// Both texts are canonical.
  void add(InodeId parent, std::string path, std::string target);

  /// Once, at the layer's end: every link whose placeholder is still there becomes one. Throws
  /// Error (invalid_image) when a target is missing or a directory.
  void resolve(const FindTarget& find);

 private:
  struct Link {
    InodeId parent = 0;
    bool replaced = false;  // something later in the layer took its name
    std::string path;
    std::string target;

    std::string_view name() const { return split_last(path).second; }
  };

  void drop_replaced();

  FileTree& tree_;
  std::optional<InodeId> placeholder_;
  std::vector<Link> links_;  // in the order of their entries
};

}  // namespace oci2boot
