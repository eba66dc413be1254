// SPDX-License-Identifier: Apache-2.0
#include "src/image/ext4/node_table.h"

#include <string>
#include <utility>

#include "src/image/ext4/attributes.h"

namespace oci2boot {
namespace {

std::vector<DirectoryEntry> entries_of(const FileTree& tree, const NodeTable& nodes,
                                       InodeId directory,
                                       const std::vector<FileTree::Child>& children) {
  std::vector<DirectoryEntry> entries;
  entries.reserve(children.size() + 1);
  if (directory == FileTree::kRoot && nodes.makes_lost_and_found()) {
    entries.push_back({kLostAndFound, kFirstFreeInode, FileType::directory});
  }
  for (const FileTree::Child& child : children) {
    entries.push_back({child.name, nodes.numbers[child.inode], tree.type(child.inode)});
  }
  return entries;
}

class Numbering {
 public:
  Numbering(const FileTree& tree, const HashSeed& hash_seed) : tree_(tree), hash_seed_(hash_seed) {
    if (!tree.child(FileTree::kRoot, kLostAndFound)) ++nodes_.first;
  }

  /// Inodes are looked at in the order of their numbers, which directories give out on the way.
  NodeTable run() {
    add_number(FileTree::kRoot, kRootInode);
    visit_directory(FileTree::kRoot, kRootInode, kRootInode);
    visit_attributes(FileTree::kRoot, kRootInode);
    for (std::size_t i = 0; i < nodes_.tree_inodes.size(); ++i) {
      const InodeId inode = nodes_.tree_inodes[i];
      const auto number = static_cast<std::uint32_t>(nodes_.first + i);
      if (tree_.type(inode) == FileType::directory) {
        visit_directory(inode, number, parents_[next_parent_++]);
      }
      visit_attributes(inode, number);
    }
    nodes_.first_value = nodes_.first + static_cast<std::uint32_t>(nodes_.tree_inodes.size());
    return std::move(nodes_);
  }

 private:
  void add_number(InodeId inode, std::uint32_t number) {
    if (nodes_.numbers.size() <= inode) nodes_.numbers.resize(std::size_t{inode} + 1);
    nodes_.numbers[inode] = number;
  }

  bool has_number(InodeId inode) const {
    return inode < nodes_.numbers.size() && nodes_.numbers[inode] != 0;
  }

  void visit_directory(InodeId directory, std::uint32_t number, std::uint32_t parent) {
    NodeTable::Directory entry{
        .number = number, .parent = parent, .subdirectories = 0, .blocks = 0};
    const std::vector<FileTree::Child> children = tree_.children(directory);
    for (const FileTree::Child& child : children) {
      if (!has_number(child.inode)) {
        add_number(child.inode,
                   static_cast<std::uint32_t>(nodes_.first + nodes_.tree_inodes.size()));
        nodes_.tree_inodes.push_back(child.inode);
      }
      if (tree_.type(child.inode) != FileType::directory) continue;
      ++entry.subdirectories;
      parents_.push_back(number);
    }
    if (directory == FileTree::kRoot && nodes_.makes_lost_and_found()) ++entry.subdirectories;
    entry.blocks = static_cast<std::uint32_t>(
        directory_blocks(entries_of(tree_, nodes_, directory, children), hash_seed_));
    nodes_.directories.push_back(entry);
  }

  void visit_attributes(InodeId inode, std::uint32_t number) {
    if (tree_.xattrs(inode).empty()) return;
    const AttributePlan plan =
        plan_attributes(tree_.xattrs(inode), tree_.type(inode), tree_.permissions(inode));
    if (!plan.needs_block() && plan.large_values.empty()) return;
    NodeTable::BigAttributes big{.number = number, .block = plan.needs_block(), .value_sizes = {}};
    for (const std::string& value : plan.large_values) {
      big.value_sizes.push_back(static_cast<std::uint32_t>(value.size()));
      ++nodes_.value_count;
    }
    nodes_.attributes.push_back(std::move(big));
  }

  const FileTree& tree_;
  const HashSeed& hash_seed_;
  NodeTable nodes_;
  // Of the directories in the order in which they were named, which is that of their visits too.
  std::vector<std::uint32_t> parents_;
  std::size_t next_parent_ = 0;
};

}  // namespace

NodeTable number_nodes(const FileTree& tree, const HashSeed& hash_seed) {
  return Numbering(tree, hash_seed).run();
}

std::vector<DirectoryEntry> directory_entries(const FileTree& tree, const NodeTable& nodes,
                                              InodeId directory) {
  return entries_of(tree, nodes, directory, tree.children(directory));
}

}  // namespace oci2boot
