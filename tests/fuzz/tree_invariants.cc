// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/tree_invariants.h"

#include <string>
#include <string_view>
#include <unordered_map>

#include "tests/fuzz/fuzz_target.h"

namespace oci2boot {

namespace {

constexpr std::uint64_t kMostToRead = 1U << 20;

void check_name(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  expect(!name.empty() && name != "." && name != "..", "a name is one that a directory can hold");
  expect(name.find('\0') == name.npos, "a name has no NUL");
}

void check_metadata(const FileTree& tree, InodeId inode) {
  expect(tree.permissions(inode) <= 07777, "permissions are twelve bits");
  expect(tree.mtime(inode).nanoseconds < 1'000'000'000, "nanoseconds are less than a second");
  const std::span<const Xattr> xattrs = tree.xattrs(inode);
  for (std::size_t i = 0; i < xattrs.size(); ++i) {
    expect(!xattrs[i].name.empty(), "an attribute has a name");
    expect(xattrs[i].name.find('\0') == std::string::npos, "an attribute's name has no NUL");
    expect(i == 0 || xattrs[i - 1].name < xattrs[i].name, "attributes are sorted, each once");
  }
}

void check_content(const RootFilesystem& root, InodeId file) {
  const std::uint64_t size = root.tree.size(file);
  std::uint64_t end = 0;
  for (const Extent& extent : root.tree.extents(file)) {
    expect(extent.length > 0, "an extent is not empty");
    expect(extent.file_offset >= end, "extents ascend and do not overlap");
    end = extent.file_offset + extent.length;
    expect(end > extent.file_offset && end <= size, "extents end within the file");
    if (extent.store_offset == Extent::kZeros) continue;
    const std::uint64_t stored = extent.store_offset + extent.length;
    expect(stored > extent.store_offset && stored <= root.contents.size(), "extents are stored");
  }
  if (size <= kMostToRead) {
    expect(read_file(root, file, kMostToRead).size() == size, "a file reads as long as it is");
  }
}

void check_inode(const RootFilesystem& root, InodeId inode) {
  check_metadata(root.tree, inode);
  switch (root.tree.type(inode)) {
    case FileType::regular:
      check_content(root, inode);
      break;
    case FileType::symlink:
      expect(!root.tree.symlink_target(inode).empty(), "a symbolic link leads somewhere");
      expect(root.tree.symlink_target(inode).find('\0') == std::string_view::npos,
             "a link target has no NUL");
      break;
    default:
      break;
  }
}

}  // namespace

void check_tree(const RootFilesystem& root) {
  const FileTree& tree = root.tree;
  std::unordered_map<InodeId, std::uint32_t> names;
  std::size_t entries = 0;
  tree.walk([&](const std::string& path, InodeId inode) {
    if (path.empty()) return expect(inode == FileTree::kRoot, "the root comes first");
    check_name(path);
    expect(tree.lookup_no_follow(path) == inode, "what a walk shows is found by its path");
    if (++names[inode] == 1) check_inode(root, inode);
    ++entries;
  });
  expect(entries == tree.entry_count(), "a walk shows every name");
  check_metadata(tree, FileTree::kRoot);
  for (const auto& [inode, count] : names) {
    expect(tree.links(inode) == count, "an inode has as many links as names");
    expect(count == 1 || tree.type(inode) != FileType::directory, "a directory has one name");
  }
}

void check_invariants(const RootFilesystem& root) {
  check_tree(root);
  root.tree.walk([&](const std::string& path, InodeId inode) {
    // A directory may be called so: one that is missing on an entry's way, behind a link.
    expect(root.tree.type(inode) == FileType::directory ||
               !std::string_view(path).substr(path.rfind('/') + 1).starts_with(".wh."),
           "no whiteout stays in the tree");
  });
}

}  // namespace oci2boot
