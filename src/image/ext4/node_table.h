// SPDX-License-Identifier: Apache-2.0
// The inodes of the file system that is to be written: their numbers, and what of them needs blocks
// beside the content of files. Numbers ascend breadth first, so that the entries of a directory are
// neighbours in the inode table, and equal trees get equal numbers.
#pragma once

#include <cstdint>
#include <vector>

#include "oci2boot/file_tree.h"
#include "src/image/ext4/directory.h"

namespace oci2boot {

inline constexpr std::uint32_t kRootInode = 2;
inline constexpr std::uint32_t kJournalInode = 8;
inline constexpr std::uint32_t kFirstFreeInode = 11;
inline constexpr const char* kLostAndFound = "lost+found";
inline constexpr std::uint64_t kLostAndFoundBlocks = 4;

struct NodeTable {
  struct Directory {
    std::uint32_t number = 0;
    std::uint32_t parent = 0;
    std::uint32_t subdirectories = 0;
    std::uint32_t blocks = 0;
  };
  /// An inode whose attributes do not all fit into it.
  struct BigAttributes {
    std::uint32_t number = 0;
    bool block = false;
    std::vector<std::uint32_t> value_sizes;  ///< each value has an inode of its own
  };

  /// The tree's inode number `first + i` is tree_inodes[i]; the root is not among them.
  std::uint32_t first = kFirstFreeInode;
  std::vector<InodeId> tree_inodes;
  std::vector<std::uint32_t> numbers;     ///< of the tree's inodes, by their ids
  std::vector<Directory> directories;     ///< ascending, the root first; lost+found is left out
  std::vector<BigAttributes> attributes;  ///< ascending
  std::uint32_t first_value = 0;          ///< the inodes of attribute values follow the tree's
  std::uint32_t value_count = 0;

  /// Whether there is a lost+found that the tree does not have.
  bool makes_lost_and_found() const { return first != kFirstFreeInode; }
  /// The highest number in use; all below it are too, the reserved ones among them.
  std::uint32_t last() const { return first_value + value_count - 1; }
};

/// Numbers the tree's inodes. Throws Error (invalid_image) for a directory that ext4 cannot hold.
NodeTable number_nodes(const FileTree& tree, const HashSeed& hash_seed);

/// The entries of a directory as they are to be written; the root's include lost+found. Valid
/// while the tree lives.
std::vector<DirectoryEntry> directory_entries(const FileTree& tree, const NodeTable& nodes,
                                              InodeId directory);

}  // namespace oci2boot
