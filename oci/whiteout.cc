// SPDX-License-Identifier: Apache-2.0
#include "oci/whiteout.h"

#include <algorithm>
#include <string>
#include <vector>

namespace oci2boot {

namespace {

/// One directory on the way down. A directory that lower layers made but that holds names of the
/// current one was, in effect, made anew by these: it stays, with the attributes of a missing
/// parent.
struct Level {
  InodeId parent;
  std::string_view name;
  InodeId directory;
  bool made_by_lower;
  std::vector<FileTree::Child> children;
  std::size_t next = 0;
};

/// Takes all that lower layers have put below `top` away, without recursion.
void prune(FileTree& tree, InodeId top, PrunedDirectories& pruned) {
  const std::uint32_t layer = tree.current_layer();
  const auto children_to_see = [&](InodeId directory) {
    return pruned.insert(directory).second ? tree.children(directory)
                                           : std::vector<FileTree::Child>();
  };
  std::vector<Level> levels;
  levels.push_back({top, {}, top, false, children_to_see(top)});
  while (!levels.empty()) {
    Level& level = levels.back();
    if (level.next < level.children.size()) {
      const FileTree::Child child = level.children[level.next++];
      const InodeId directory = level.directory;
      const bool lower = child.layer < layer;
      if (tree.type(child.inode) == FileType::directory) {
        levels.push_back({directory, child.name, child.inode, lower, children_to_see(child.inode)});
      } else if (lower) {
        tree.remove(directory, child.name);
      }
      continue;
    }
    if (level.made_by_lower) {
      if (tree.child_count(level.directory) == 0) {
        tree.remove(level.parent, level.name);
      } else {
        tree.set_metadata(level.directory, Metadata{});
        tree.touch(level.parent, level.name);
      }
    }
    levels.pop_back();
  }
}

}  // namespace

void hide_lower(FileTree& tree, InodeId directory, std::string_view name,
                PrunedDirectories& pruned) {
  const std::optional<InodeId> hidden = tree.child(directory, name);
  if (!hidden) return;
  const bool lower = tree.layer_of(directory, name) < tree.current_layer();
  if (tree.type(*hidden) == FileType::directory) {
    prune(tree, *hidden, pruned);
    if (!lower) return;
    if (tree.child_count(*hidden) != 0) {
      tree.set_metadata(*hidden, Metadata{});
      tree.touch(directory, name);
      return;
    }
  }
  if (lower) tree.remove(directory, name);
}

void hide_lower_children(FileTree& tree, InodeId directory, PrunedDirectories& pruned) {
  prune(tree, directory, pruned);
}

bool is_aufs_leftover(const EntryPath& path) {
  static const std::string kBelowRoot = "/" + std::string(kAufsPrefix);
  return path.base() != kOpaqueWhiteout &&
         (path.text.starts_with(kAufsPrefix) || path.text.find(kBelowRoot) != std::string::npos);
}

bool is_whiteout(const EntryPath& path) {
  return path.base().starts_with(kWhiteoutPrefix) && !is_aufs_leftover(path);
}

}  // namespace oci2boot
