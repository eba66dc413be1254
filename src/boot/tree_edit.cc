// SPDX-License-Identifier: Apache-2.0
#include "src/boot/tree_edit.h"

#include <utility>
#include <vector>

#include "oci2boot/error.h"

namespace oci2boot {

namespace {

constexpr std::uint64_t kTextLimit = 1U << 20;

struct Place {
  InodeId parent;
  std::string_view name;
};

std::optional<InodeId> regular_file(const FileTree& tree, std::string_view path) {
  const std::optional<InodeId> inode = tree.lookup_no_follow(path);
  if (!inode || tree.type(*inode) != FileType::regular) return std::nullopt;
  return inode;
}

/// `path` is one that a patch names: it has a last part.
std::pair<std::string_view, std::string_view> split(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return {path.substr(0, slash + 1), path.substr(slash + 1)};
}

/// Where a file can be made: its parent, also made when missing. Nothing when a file or a loop is
/// in the parent's way, or a directory in the file's.
std::optional<Place> make_place(FileTree& tree, std::string_view path, Timestamp time) {
  const auto [folder, name] = split(path);
  const std::optional<InodeId> there = tree.lookup_no_follow(path);
  if (there && tree.type(*there) == FileType::directory) return std::nullopt;
  try {
    return Place{ensure_directory(tree, folder, time), name};
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace

std::optional<std::string> file_text(const RootFilesystem& root, std::string_view path) {
  const std::optional<InodeId> inode = regular_file(root.tree, path);
  if (!inode || root.tree.size(*inode) > kTextLimit) return std::nullopt;
  return read_file(root, *inode, kTextLimit);
}

bool is_too_large(const RootFilesystem& root, std::string_view path) {
  const std::optional<InodeId> inode = regular_file(root.tree, path);
  return inode && root.tree.size(*inode) > kTextLimit;
}

std::vector<FileTree::Child> folder_entries(const FileTree& tree, std::string_view path) {
  const std::optional<InodeId> folder = tree.lookup(path);
  if (!folder || tree.type(*folder) != FileType::directory) return {};
  return tree.children(*folder);
}

bool put_text(RootFilesystem& root, std::string_view path, std::string_view text, Timestamp time) {
  if (file_text(root, path) == text) return false;
  Metadata metadata{0644, 0, 0, time, {}};
  const std::optional<InodeId> old = root.tree.lookup_no_follow(path);
  if (old && root.tree.type(*old) == FileType::regular) {
    metadata = root.tree.metadata(*old);
    metadata.mtime = time;
  }
  const std::optional<Place> place = make_place(root.tree, path, time);
  if (!place) return false;
  write_file(root, place->parent, place->name, metadata, text);
  return true;
}

bool put_symlink(FileTree& tree, std::string_view path, std::string_view target, Timestamp time) {
  const std::optional<InodeId> old = tree.lookup_no_follow(path);
  if (old && tree.type(*old) == FileType::symlink && tree.symlink_target(*old) == target) {
    return false;
  }
  const std::optional<Place> place = make_place(tree, path, time);
  if (!place) return false;
  tree.add_symlink(place->parent, place->name, {0777, 0, 0, time, {}}, target);
  return true;
}

bool remove_file(FileTree& tree, std::string_view path) {
  const std::optional<InodeId> inode = tree.lookup_no_follow(path);
  if (!inode || tree.type(*inode) == FileType::directory) return false;
  const auto [folder, name] = split(path);
  return tree.remove(*tree.lookup(folder), name);
}

void move_entry(FileTree& tree, InodeId from, std::string_view name, InodeId to,
                std::string_view new_name) {
  struct Step {
    InodeId inode;
    InodeId parent;
    std::string name;
  };
  const std::string old_name(name);
  std::vector<Step> pending{{*tree.child(from, name), to, std::string(new_name)}};
  while (!pending.empty()) {
    const Step step = std::move(pending.back());
    pending.pop_back();
    if (tree.type(step.inode) != FileType::directory) {
      tree.add_link(step.parent, step.name, step.inode);
      continue;
    }
    const InodeId copy = tree.add_directory(step.parent, step.name, tree.metadata(step.inode));
    for (const FileTree::Child& child : tree.children(step.inode)) {
      pending.push_back({child.inode, copy, std::string(child.name)});
    }
  }
  tree.remove(from, old_name);
}

}  // namespace oci2boot
