// SPDX-License-Identifier: Apache-2.0
#include "src/image/ext4/node_places.h"

#include "src/image/ext4/format.h"
#include "src/image/ext4/inode.h"

namespace oci2boot {
namespace {

std::uint64_t blocks_of(std::uint64_t bytes) {
  return (bytes + kExt4BlockSize - 1) / kExt4BlockSize;
}

/// Joined with the last run where it continues that.
void add_run(std::vector<BlockRun>& runs, std::uint64_t logical, BlockRange on_disk) {
  if (!runs.empty()) {
    BlockRun& last = runs.back();
    if (last.logical + last.count == logical && last.physical + last.count == on_disk.first) {
      last.count += on_disk.count;
      return;
    }
  }
  runs.push_back({logical, on_disk.first, on_disk.count});
}

/// Zeros that a file has as data are left to the file's holes.
void add_file_runs(const FileTree& tree, InodeId file, const ContentMap& content,
                   std::vector<BlockRun>& runs) {
  for (const Extent& extent : tree.extents(file)) {
    if (extent.store_offset == Extent::kZeros) continue;
    std::uint64_t logical = extent.file_offset / kExt4BlockSize;
    content.for_each_run({extent.store_offset / kExt4BlockSize, blocks_of(extent.length)},
                         [&](BlockRange on_disk) {
                           add_run(runs, logical, on_disk);
                           logical += on_disk.count;
                         });
  }
}

}  // namespace

std::uint64_t PlacedNode::blocks() const {
  std::uint64_t count = tree.size() + (attribute_block != 0 ? 1 : 0);
  for (const BlockRun& run : runs) count += run.count;
  for (const Value& value : values) {
    for (const BlockRun& run : value.runs) count += run.count;
  }
  return count;
}

std::vector<BlockRun> area_runs(const DataArea& area, BlockRange range) {
  std::vector<BlockRun> runs;
  std::uint64_t logical = 0;
  area.for_each_run(range, [&](BlockRange on_disk) {
    add_run(runs, logical, on_disk);
    logical += on_disk.count;
  });
  return runs;
}

NodePlaces::NodePlaces(const FileTree& tree, const NodeTable& nodes, const DataArea& area,
                       const ContentMap& content, std::uint64_t start)
    : tree_(tree),
      nodes_(nodes),
      area_(area),
      content_(content),
      next_(start),
      next_value_(nodes.first_value) {}

const PlacedNode& NodePlaces::place(InodeId inode, std::uint32_t number) {
  clear();
  place_content(inode);
  place_tree();
  place_attributes(number);
  return placed_;
}

const PlacedNode& NodePlaces::place_lost_and_found() {
  clear();
  placed_.own_content = kLostAndFoundBlocks;
  placed_.runs = take(kLostAndFoundBlocks);
  place_tree();
  return placed_;
}

void NodePlaces::clear() {
  placed_.runs.clear();
  placed_.own_content = 0;
  placed_.tree.clear();
  placed_.attribute_block = 0;
  placed_.values.clear();
}

void NodePlaces::place_content(InodeId inode) {
  switch (tree_.type(inode)) {
    case FileType::regular:
      add_file_runs(tree_, inode, content_, placed_.runs);
      return;
    case FileType::directory:
      placed_.own_content = nodes_.directories[directory_++].blocks;
      break;
    case FileType::symlink:
      if (tree_.symlink_target(inode).size() >= kFastSymlinkEnd) placed_.own_content = 1;
      break;
    case FileType::char_device:
    case FileType::block_device:
    case FileType::fifo:
      return;
  }
  placed_.runs = take(placed_.own_content);
}

std::vector<BlockRun> NodePlaces::take(std::uint64_t blocks) {
  next_ += blocks;
  return area_runs(area_, {next_ - blocks, blocks});
}

void NodePlaces::place_tree() {
  for (std::size_t left = extent_tree_blocks(placed_.runs); left > 0; --left) {
    placed_.tree.push_back(area_.on_disk(next_++));
  }
}

void NodePlaces::place_attributes(std::uint32_t number) {
  if (attributes_ == nodes_.attributes.size() || nodes_.attributes[attributes_].number != number) {
    return;
  }
  const NodeTable::BigAttributes& attributes = nodes_.attributes[attributes_++];
  if (attributes.block) placed_.attribute_block = area_.on_disk(next_++);
  for (const std::uint32_t size : attributes.value_sizes) {
    PlacedNode::Value& value = placed_.values.emplace_back();
    value.number = next_value_++;
    value.runs = take(blocks_of(size));
  }
}

std::uint64_t node_blocks(const FileTree& tree, const NodeTable& nodes, const DataArea& area,
                          const ContentMap& content, std::uint64_t start) {
  NodePlaces places(tree, nodes, area, content, start);
  places.place(FileTree::kRoot, kRootInode);
  if (nodes.makes_lost_and_found()) places.place_lost_and_found();
  std::uint32_t number = nodes.first;
  for (const InodeId inode : nodes.tree_inodes) places.place(inode, number++);
  return places.end() - start;
}

}  // namespace oci2boot
