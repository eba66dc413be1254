// SPDX-License-Identifier: Apache-2.0
#include "src/image/ext4/ext4_image.h"

#include <span>
#include <string>
#include <vector>

#include "oci2boot/error.h"
#include "src/image/ext4/data_area.h"
#include "src/image/ext4/data_place.h"
#include "src/image/ext4/ext4_limits.h"
#include "src/image/ext4/format.h"
#include "src/image/ext4/layout.h"
#include "src/image/ext4/libext2fs_filesystem.h"
#include "src/image/ext4/node_table.h"
#include "src/image/ext4/node_writer.h"
#include "src/image/ext4/relocation.h"

namespace oci2boot {
namespace {

constexpr std::uint64_t kSectorSize = 512;
constexpr std::uint64_t kBlocksPerGibibyte = (std::uint64_t{1} << 30) / kExt4BlockSize;

DataArea area_for(DiskSize size) {
  if (size.kind == DiskSize::Kind::fit) return DataArea(descriptor_room_for(0));
  const std::uint64_t blocks = size.bytes / kExt4BlockSize;
  if (blocks < kMostBlocks) {
    DataArea area(descriptor_room_for(blocks));
    if (blocks <= area.most_blocks()) return area;
  }
  const std::uint64_t most = DataArea(descriptor_room_for(kMostBlocks)).most_blocks();
  throw Error(ErrorCode::usage, "a disk of " + std::to_string(size.bytes) +
                                    " bytes is too large: it can have " +
                                    std::to_string(most / kBlocksPerGibibyte) + "G at the most");
}

/// Makes zeros of what no file has of the store's first `stored` blocks.
void discard_unused(BlockFile& disk, const DataArea& area, std::span<const BlockRange> used,
                    std::uint64_t stored) {
  std::uint64_t position = 0;
  const auto discard_to = [&](std::uint64_t end) {
    if (end <= position) return;
    area.for_each_run({position, end - position}, [&disk](BlockRange on_disk) {
      disk.discard({on_disk.first * kExt4BlockSize, on_disk.count * kExt4BlockSize});
    });
  };
  for (const BlockRange& range : used) {
    discard_to(range.first);
    position = range.end();
  }
  discard_to(stored);
}

std::uint64_t overhead_blocks(const DataArea& area, const Layout& layout) {
  const Geometry& geometry = layout.geometry;
  const std::uint64_t fixed = geometry.blocks - area.blocks_within(geometry.blocks);
  return fixed + layout.journal.count +
         std::uint64_t{geometry.groups} * (2 + geometry.inode_table_blocks);
}

void write_groups(BlockFile& disk, const DataArea& area, std::span<const BlockRange> used,
                  const NodeTable& nodes, const Layout& layout, const WrittenNodes& written,
                  const Ext4Identity& identity) {
  Libext2fsFilesystem filesystem(disk, layout.geometry, area.descriptor_room(), identity);
  const auto mark = [&](BlockRange range) {
    area.for_each_run(range, [&](BlockRange on_disk) { filesystem.mark_used(on_disk); });
  };
  for (const BlockRange& range : used) mark(range);
  mark(layout.nodes);
  mark(layout.journal);
  mark(layout.journal_tree);
  for (std::uint32_t group = 0; group < layout.geometry.groups; ++group) {
    filesystem.place_group(group, area.on_disk(layout.block_bitmaps + group),
                           area.on_disk(layout.inode_bitmaps + group), layout.inode_tables[group]);
  }
  filesystem.set_inodes(nodes.last(), written.directories);
  if (nodes.value_count != 0) filesystem.set_has_value_inodes();
  filesystem.set_journal(area.on_disk(layout.journal.first), layout.geometry.journal_blocks,
                         written.journal);
  filesystem.make_resize_inode(area.on_disk(layout.resize_block));
  filesystem.set_overhead(overhead_blocks(area, layout));
  filesystem.close();
}

}  // namespace

class Ext4Image::Impl {
 public:
  Impl(BlockFile& disk, DiskSize size) : disk_(disk), size_(size), area_(area_for(size)) {}

  ContentStore contents() {
    return ContentStore(std::make_unique<DataPlace>(disk_, area_), kExt4BlockSize);
  }

  Ext4Summary finish(RootFilesystem& root, const Ext4Identity& identity, const WarningSink& warn) {
    check_ext4_limits(root.tree, warn);
    root.contents.flush();
    const NodeTable nodes = number_nodes(root.tree, identity.hash_seed);
    const Contents contents{root.tree, nodes, area_, used_content(root.tree, nodes)};
    const Layout layout = plan_layout(contents, size_);

    relocate(disk_, area_, layout.moves);
    const std::vector<BlockRange> used = used_after(contents.used, layout.moves);
    discard_unused(disk_, area_, used, root.contents.size() / kExt4BlockSize);
    const WrittenNodes written = write_nodes(disk_, contents, layout, identity);
    write_groups(disk_, area_, used, nodes, layout, written, identity);

    const std::uint64_t size = disk_size(layout.geometry);
    disk_.finish(size);
    return {size, layout.free_blocks * kExt4BlockSize, nodes.last()};
  }

 private:
  /// A disk of a given size may have a rest that makes no group.
  std::uint64_t disk_size(const Geometry& geometry) const {
    if (size_.kind == DiskSize::Kind::total) return size_.bytes / kSectorSize * kSectorSize;
    return geometry.blocks * kExt4BlockSize;
  }

  BlockFile& disk_;
  DiskSize size_;
  DataArea area_;
};

Ext4Image::Ext4Image(BlockFile& disk, DiskSize size) : impl_(std::make_unique<Impl>(disk, size)) {}

Ext4Image::~Ext4Image() = default;

ContentStore Ext4Image::contents() {
  return impl_->contents();
}

Ext4Summary Ext4Image::finish(RootFilesystem& root, const Ext4Identity& identity,
                              const WarningSink& warn) {
  return impl_->finish(root, identity, warn);
}

}  // namespace oci2boot
