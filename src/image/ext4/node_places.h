// SPDX-License-Identifier: Apache-2.0
// Where each inode's own blocks lie: those of directories and slow symbolic links, of extent trees,
// of attributes. They follow each other in the order of the inodes' numbers, so that all of them
// are written in one go, and nobody has to remember where each lies: a dry run over the same inodes
// tells how many there are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "oci2boot/file_tree.h"
#include "src/image/ext4/content_map.h"
#include "src/image/ext4/data_area.h"
#include "src/image/ext4/extent_tree.h"
#include "src/image/ext4/node_table.h"

namespace oci2boot {

struct PlacedNode {
  std::vector<BlockRun> runs;         ///< of the content: the file's, the directory's, the target's
  std::uint64_t own_content = 0;      ///< blocks of that, but of a file, whose content is there
  std::vector<std::uint64_t> tree;    ///< on the disk, of the extent tree
  std::uint64_t attribute_block = 0;  ///< on the disk; 0: none

  struct Value {
    std::uint32_t number = 0;  ///< its inode
    std::vector<BlockRun> runs;
  };
  std::vector<Value> values;

  /// What the inode counts as its own: values of its attributes too, wherever they lie.
  std::uint64_t blocks() const;
};

class NodePlaces {
 public:
  /// From block `start` of the area on. All must outlive it.
  NodePlaces(const FileTree& tree, const NodeTable& nodes, const DataArea& area,
             const ContentMap& content, std::uint64_t start);

  /// To be called with the root, then with each of the tree's inodes, ascending. Valid until the
  /// next call.
  const PlacedNode& place(InodeId inode, std::uint32_t number);

  /// To be called behind the root, if it is ours to make.
  const PlacedNode& place_lost_and_found();

  /// The block of the area behind the last one.
  std::uint64_t end() const { return next_; }

  /// The directory that was placed last.
  const NodeTable::Directory& directory() const { return nodes_.directories[directory_ - 1]; }

 private:
  void clear();
  void place_content(InodeId inode);
  std::vector<BlockRun> take(std::uint64_t blocks);
  void place_tree();
  void place_attributes(std::uint32_t number);

  const FileTree& tree_;
  const NodeTable& nodes_;
  const DataArea& area_;
  const ContentMap& content_;
  std::uint64_t next_;
  std::size_t directory_ = 0;
  std::size_t attributes_ = 0;
  std::uint32_t next_value_;
  PlacedNode placed_;
};

/// The runs on the disk of something that lies in one row in the area.
std::vector<BlockRun> area_runs(const DataArea& area, BlockRange range);

/// How many blocks of the area the nodes take from `start` on.
std::uint64_t node_blocks(const FileTree& tree, const NodeTable& nodes, const DataArea& area,
                          const ContentMap& content, std::uint64_t start);

}  // namespace oci2boot
