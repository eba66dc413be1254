// SPDX-License-Identifier: Apache-2.0
#include "src/image/ext4/node_writer.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "src/image/ext4/attributes.h"
#include "src/image/ext4/crc32c.h"
#include "src/image/ext4/disk_writer.h"
#include "src/image/ext4/ext4_image.h"
#include "src/image/ext4/format.h"
#include "src/image/ext4/inode.h"
#include "src/image/ext4/node_places.h"

namespace oci2boot {
namespace {

class NodeWriter {
 public:
  NodeWriter(BlockFile& disk, const Contents& contents, const Layout& layout,
             const Ext4Identity& identity)
      : disk_(disk),
        tree_(contents.tree),
        nodes_(contents.nodes),
        area_(contents.area),
        layout_(layout),
        identity_(identity),
        seed_(filesystem_seed(identity.uuid)),
        content_(area_, layout.moves),
        places_(tree_, nodes_, area_, content_, layout.nodes.first),
        blocks_(disk, area_, layout.nodes.first),
        tables_(disk) {
    written_.directories.resize(layout.geometry.groups);
  }

  WrittenNodes write() {
    write_inode(FileTree::kRoot, kRootInode);
    write_journal();
    if (nodes_.makes_lost_and_found()) write_lost_and_found();
    std::uint32_t number = nodes_.first;
    for (const InodeId inode : nodes_.tree_inodes) write_inode(inode, number++);
    for (const auto& [value_number, record] : values_) put(record, value_number);
    blocks_.flush();
    tables_.flush();
    return std::move(written_);
  }

 private:
  void write_inode(InodeId inode, std::uint32_t number) {
    const PlacedNode& placed = places_.place(inode, number);
    InodeRecord record = metadata_of(inode);
    record.blocks = placed.blocks();
    record.attribute_block = placed.attribute_block;
    switch (tree_.type(inode)) {
      case FileType::regular:
        record.size = tree_.size(inode);
        write_tree(placed, number, record);
        break;
      case FileType::directory:
        write_directory_of(inode, placed, number, record);
        break;
      case FileType::symlink:
        write_symlink(inode, placed, number, record);
        break;
      case FileType::char_device:
      case FileType::block_device:
        record.block = encode_device(tree_.device(inode));
        break;
      case FileType::fifo:
        break;
    }
    std::vector<std::byte> attributes;
    if (!tree_.xattrs(inode).empty()) attributes = write_attributes(inode, placed);
    record.attributes = attributes;
    put(record, number);
  }

  InodeRecord metadata_of(InodeId inode) const {
    InodeRecord record = new_inode(tree_.type(inode), tree_.permissions(inode));
    record.uid = tree_.uid(inode);
    record.gid = tree_.gid(inode);
    record.links = tree_.links(inode);
    record.accessed = record.modified = tree_.mtime(inode);
    return record;
  }

  /// One that the image does not have.
  InodeRecord new_inode(FileType type, std::uint16_t permissions) const {
    InodeRecord record;
    record.type = type;
    record.permissions = permissions;
    record.links = 1;
    record.accessed = record.changed = record.modified = record.created = identity_.time;
    return record;
  }

  /// The extent tree of what was placed, for the inode and below it.
  void write_tree(const PlacedNode& placed, std::uint32_t number, InodeRecord& record) {
    const ExtentTree tree = make_extent_tree(placed.runs, placed.tree, inode_seed(seed_, number));
    record.block = tree.root;
    record.flags |= kExt4ExtentsFlag;
    blocks_.write(tree.blocks);
  }

  void count_directory(std::uint32_t number) {
    ++written_.directories[(number - 1) / layout_.geometry.inodes_per_group];
  }

  DirectoryIdentity directory_identity(std::uint32_t number, std::uint32_t parent) const {
    return {number, parent, inode_seed(seed_, number), identity_.hash_seed};
  }

  void write_directory_of(InodeId inode, const PlacedNode& placed, std::uint32_t number,
                          InodeRecord& record) {
    const NodeTable::Directory& directory = places_.directory();
    write_directory(directory_entries(tree_, nodes_, inode),
                    directory_identity(number, directory.parent),
                    [this](std::span<const std::byte> blocks) { blocks_.write(blocks); });
    record.links = 2 + directory.subdirectories;
    record.size = placed.own_content * kExt4BlockSize;
    if (placed.own_content > 1) record.flags |= kExt4IndexFlag;
    write_tree(placed, number, record);
    count_directory(number);
  }

  void write_lost_and_found() {
    const PlacedNode& placed = places_.place_lost_and_found();
    write_empty_directory(kLostAndFoundBlocks, directory_identity(kFirstFreeInode, kRootInode),
                          [this](std::span<const std::byte> blocks) { blocks_.write(blocks); });
    InodeRecord record = new_inode(FileType::directory, 0700);
    record.links = 2;
    record.size = kLostAndFoundBlocks * kExt4BlockSize;
    record.blocks = placed.blocks();
    write_tree(placed, kFirstFreeInode, record);
    count_directory(kFirstFreeInode);
    put(record, kFirstFreeInode);
  }

  void write_symlink(InodeId inode, const PlacedNode& placed, std::uint32_t number,
                     InodeRecord& record) {
    const std::string_view target = tree_.symlink_target(inode);
    record.size = target.size();
    if (placed.own_content == 0) {
      record.block = encode_fast_symlink(target);
      return;
    }
    std::vector<std::byte> block(kExt4BlockSize);
    std::ranges::copy(std::as_bytes(std::span(target)), block.begin());
    blocks_.write(block);
    write_tree(placed, number, record);
  }

  /// Returns those that lie in the inode.
  std::vector<std::byte> write_attributes(InodeId inode, const PlacedNode& placed) {
    const AttributePlan plan =
        plan_attributes(tree_.xattrs(inode), tree_.type(inode), tree_.permissions(inode));
    if (placed.attribute_block != 0) {
      std::vector<std::uint32_t> numbers;
      for (const PlacedNode::Value& value : placed.values) numbers.push_back(value.number);
      std::vector<std::byte> block = encode_attribute_block(plan, numbers, seed_);
      seal_attribute_block(block, placed.attribute_block, 1, seed_);
      blocks_.write(block);
    }
    for (std::size_t i = 0; i < placed.values.size(); ++i) {
      write_value(plan.large_values[i], placed.values[i]);
    }
    return encode_inode_attributes(plan);
  }

  /// The value now, its inode once that's turn comes.
  void write_value(const std::string& value, const PlacedNode::Value& placed) {
    InodeRecord record = value_inode_record(value.size(), large_value_hash(value, seed_), 1);
    for (const BlockRun& run : placed.runs) record.blocks += run.count;
    std::vector<std::byte> blocks(record.blocks * kExt4BlockSize);
    std::ranges::copy(std::as_bytes(std::span(value)), blocks.begin());
    blocks_.write(blocks);
    record.block = make_extent_tree(placed.runs, {}, inode_seed(seed_, placed.number)).root;
    values_.emplace_back(placed.number, record);
  }

  void write_journal() {
    const std::vector<BlockRun> runs = area_runs(area_, layout_.journal);
    std::vector<std::uint64_t> places;
    for (std::uint64_t i = 0; i < layout_.journal_tree.count; ++i) {
      places.push_back(area_.on_disk(layout_.journal_tree.first + i));
    }
    const ExtentTree tree = make_extent_tree(runs, places, inode_seed(seed_, kJournalInode));
    written_.journal = tree.root;
    AreaWriter writer(disk_, area_, layout_.journal_tree.first);
    writer.write(tree.blocks);
    writer.flush();
    InodeRecord record = new_inode(FileType::regular, 0600);
    record.size = layout_.journal.count * kExt4BlockSize;
    record.blocks = layout_.journal.count + layout_.journal_tree.count;
    record.flags = kExt4ExtentsFlag;
    record.block = tree.root;
    put(record, kJournalInode);
  }

  void put(const InodeRecord& record, std::uint32_t number) {
    const std::uint32_t group = (number - 1) / layout_.geometry.inodes_per_group;
    const std::uint64_t index = (number - 1) % layout_.geometry.inodes_per_group;
    std::array<std::byte, kExt4InodeSize> place{};
    encode_inode(record, inode_seed(seed_, number), place);
    tables_.write(layout_.inode_tables[group] * kExt4BlockSize + index * kExt4InodeSize, place);
  }

  BlockFile& disk_;
  const FileTree& tree_;
  const NodeTable& nodes_;
  const DataArea& area_;
  const Layout& layout_;
  const Ext4Identity& identity_;
  const std::uint32_t seed_;
  const ContentMap content_;
  NodePlaces places_;
  AreaWriter blocks_;
  DiskWriter tables_;
  std::vector<std::pair<std::uint32_t, InodeRecord>> values_;
  WrittenNodes written_;
};

}  // namespace

WrittenNodes write_nodes(BlockFile& disk, const Contents& contents, const Layout& layout,
                         const Ext4Identity& identity) {
  return NodeWriter(disk, contents, layout, identity).write();
}

}  // namespace oci2boot
