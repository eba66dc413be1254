// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

#include "src/pipeline/layers/lost_files.h"
#include "src/pipeline/layers/size_tree.h"

namespace oci2boot {

namespace {

using Name = std::pair<InodeId, std::string_view>;  // in which directory

/// What has had a name that a lost file had, oldest first.
using Successors = std::map<Name, std::vector<InodeId>>;

/// Tells what had one path, also where the folders of that path have been made anew meanwhile.
class Names {
 public:
  explicit Names(const FileTree& tree) : tree_(tree) {
    std::map<Name, InodeId> first;
    for (std::size_t i = 1; i < tree.inode_count(); ++i) {
      const auto folder = static_cast<InodeId>(i);
      if (tree.type(folder) != FileType::directory) continue;
      const auto [known, is_new] = first.try_emplace(of(folder), folder);
      if (!is_new) earlier_.emplace(folder, known->second);
    }
  }

  Name of(InodeId inode) const {
    const InodeId folder = tree_.first_parent(inode);
    const auto earlier = earlier_.find(folder);
    return {earlier == earlier_.end() ? folder : earlier->second, tree_.first_name(inode)};
  }

 private:
  const FileTree& tree_;
  std::unordered_map<InodeId, InodeId> earlier_;  // of a folder: the first one of its path
};

bool is_lost_file(const FileTree& tree, InodeId inode) {
  if (inode == FileTree::kRoot || tree.links(inode) > 0) return false;
  const FileType type = tree.type(inode);
  // A FIFO stands for a hard link until the layer that has it ends.
  return type == FileType::regular || type == FileType::symlink;
}

Successors successors_of_lost(const FileTree& tree) {
  const Names names(tree);
  Successors successors;
  const auto count = static_cast<InodeId>(tree.inode_count());
  for (InodeId inode = 1; inode < count; ++inode) {
    if (is_lost_file(tree, inode)) successors[names.of(inode)];
  }
  if (successors.empty()) return successors;
  for (InodeId inode = 1; inode < count; ++inode) {
    const auto found = successors.find(names.of(inode));
    if (found != successors.end()) found->second.push_back(inode);
  }
  return successors;
}

bool have_equal_bytes(const RootFilesystem& root, InodeId a, InodeId b) {
  const FileTree& tree = root.tree;
  if (tree.type(a) != FileType::regular || tree.type(b) != FileType::regular) return false;
  if (tree.size(a) != tree.size(b) || stored_bytes(tree, a) != stored_bytes(tree, b)) return false;
  constexpr std::size_t kPiece = std::size_t{64} << 10;
  std::vector<std::byte> of_a(kPiece);
  std::vector<std::byte> of_b(kPiece);
  FileReader reader_a(root, a);
  FileReader reader_b(root, b);
  for (;;) {
    const std::size_t count = reader_a.read(of_a);
    if (reader_b.read(of_b) != count) return false;
    if (count == 0) return true;
    if (!std::equal(of_a.begin(), of_a.begin() + static_cast<std::ptrdiff_t>(count), of_b.begin()))
      return false;
  }
}

/// What the layer that took the last name of `inode` put there, if it is the one to count.
Loss loss_of(const RootFilesystem& root, InodeId inode, std::uint32_t lost_by,
             const std::vector<InodeId>& successors) {
  const FileTree& tree = root.tree;
  // Inodes are numbered as layers make them.
  const auto next = std::partition_point(successors.begin(), successors.end(), [&](InodeId other) {
    return other <= inode || tree.made_by(other) < lost_by;
  });
  if (next != successors.end() && tree.made_by(*next) == lost_by) {
    if (tree.type(*next) == FileType::directory) return Loss::deleted;
    return have_equal_bytes(root, inode, *next) ? Loss::repeated : Loss::replaced;
  }
  // A further name of another file makes no inode.
  const std::optional<InodeId> folder = tree.lookup(tree.first_path(tree.first_parent(inode)));
  const bool is_named = folder && tree.layer_of(*folder, tree.first_name(inode)) == lost_by;
  return is_named ? Loss::replaced : Loss::deleted;
}

}  // namespace

std::vector<LostFile> find_lost_files(const RootFilesystem& root) {
  const FileTree& tree = root.tree;
  std::vector<LostFile> files;
  for (const auto& [name, inodes] : successors_of_lost(tree)) {
    for (const InodeId inode : inodes) {
      if (!is_lost_file(tree, inode)) continue;
      const std::uint32_t lost_by = tree.removed_by(inode).value();
      files.push_back({inode, tree.made_by(inode), lost_by, loss_of(root, inode, lost_by, inodes)});
    }
  }
  return files;
}

}  // namespace oci2boot
