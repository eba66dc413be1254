// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "src/boot/kernel/file_view.h"

namespace oci2boot {

std::vector<std::string> TreeFiles::names(const std::string& folder) const {
  const std::optional<InodeId> inode = root_.tree.lookup(folder);
  std::vector<std::string> names;
  if (!inode || root_.tree.type(*inode) != FileType::directory) return names;
  for (const FileTree::Child& child : root_.tree.children(*inode)) names.emplace_back(child.name);
  return names;
}

std::vector<std::string> TreeFiles::files_below(const std::string& folder) const {
  const std::optional<InodeId> top = root_.tree.lookup(folder);
  std::vector<std::string> files;
  if (!top || root_.tree.type(*top) != FileType::directory) return files;
  std::vector<std::pair<std::string, InodeId>> pending{{"", *top}};
  while (!pending.empty()) {
    const auto [path, directory] = std::move(pending.back());
    pending.pop_back();
    for (const FileTree::Child& child : root_.tree.children(directory)) {
      std::string below = join_path(path, child.name);
      const FileType type = root_.tree.type(child.inode);
      if (type == FileType::regular) files.push_back(below);
      if (type == FileType::directory) pending.emplace_back(std::move(below), child.inode);
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::unique_ptr<ByteSource> TreeFiles::open(const std::string& path) const {
  const std::optional<InodeId> inode = root_.tree.lookup(path);
  if (!inode || root_.tree.type(*inode) != FileType::regular) return nullptr;
  return std::make_unique<FileReader>(root_, *inode);
}

std::string TreeFiles::describe(const std::string& path) const {
  return what_ + ":/" + path;
}

}  // namespace oci2boot
