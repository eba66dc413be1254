// SPDX-License-Identifier: Apache-2.0
#include "src/image/ext4/layout.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "oci2boot/error.h"
#include "src/image/ext4/format.h"
#include "src/image/ext4/node_places.h"
#include "src/image/ext4/relocation.h"

namespace oci2boot {
namespace {

constexpr std::uint64_t kMebibyte = (std::uint64_t{1} << 20) / kExt4BlockSize;

/// Free space of a disk whose size nobody said.
constexpr std::uint64_t kLeastFree = 64 * kMebibyte;
constexpr std::uint64_t kFreeShare = 5;

/// Inodes beyond those in use.
constexpr std::uint64_t kSpareInodeShare = 5;

std::uint64_t round_up(std::uint64_t number, std::uint64_t unit) {
  return (number + unit - 1) / unit * unit;
}

/// Blocks that are to be free. Where upper layers have deleted much, `most` may stay so: a disk
/// that is larger by holes costs less than moving what lies behind them.
struct FreeSpace {
  std::uint64_t least = 0;
  std::uint64_t most = least;
};

/// The journal of a disk is as large as mke2fs makes it; where a given size has no room for that,
/// it may be smaller, so that what fits on a disk fits on a larger one too.
enum class Journal { usual, smaller_if_need_be };

/// A layout, or how many blocks are missing at the least.
struct Attempt {
  std::optional<Layout> layout;
  std::uint64_t missing = 0;
};

class Planner {
 public:
  explicit Planner(const Contents& contents)
      : contents_(contents),
        used_blocks_(contents.used_blocks()),
        inodes_(contents.nodes.last() + contents.nodes.last() / kSpareInodeShare + 1) {}

  /// For a disk of `blocks`, with `free` ones among them.
  Attempt try_size(std::uint64_t blocks, FreeSpace free, Journal journal) const {
    auto geometry = geometry_within(blocks, inodes_, contents_.area.descriptor_room());
    if (!geometry) return {std::nullopt, kMebibyte};
    while (true) {
      Attempt attempt = try_geometry(*geometry, free);
      const bool last = geometry->journal_blocks <= kLeastJournalBlocks;
      if (attempt.layout || journal == Journal::usual || last) return attempt;
      geometry->journal_blocks /= 2;
    }
  }

  /// For the smallest disk of whole mebibytes with `free` blocks.
  Layout least(FreeSpace free, Journal journal) const {
    std::uint64_t blocks = round_up(std::max(kMebibyte, used_blocks_ + free.least), kMebibyte);
    while (blocks <= contents_.area.most_blocks()) {
      Attempt attempt = try_size(blocks, free, journal);
      if (attempt.layout && attempt.layout->geometry.blocks == blocks) {
        return std::move(*attempt.layout);
      }
      blocks += round_up(std::max<std::uint64_t>(attempt.missing, 1), kMebibyte);
    }
    throw Error(
        ErrorCode::usage,
        "the image's files do not fit on a disk that can grow as usual: say how large it is "
        "to be, with --size");
  }

 private:
  Attempt try_geometry(const Geometry& geometry, FreeSpace free) const {
    const std::uint64_t room = contents_.area.blocks_within(geometry.blocks);
    if (room < used_blocks_) return {std::nullopt, used_blocks_ - room};
    Relocation relocation;
    if (!contents_.used.empty()) relocation.end = contents_.used.back().end();
    while (true) {
      Layout layout = place_metadata(geometry, std::move(relocation));
      if (layout.end <= room) {
        layout.free_blocks = room - used_blocks_ - metadata_blocks(layout);
        if (layout.free_blocks < free.least) {
          return {std::nullopt, free.least - layout.free_blocks};
        }
        return {std::move(layout), 0};
      }
      const std::uint64_t over = layout.end - room;
      const std::uint64_t unused = layout.content_end - used_blocks_;
      if (unused < over) return {std::nullopt, over - unused};
      const std::uint64_t free_if_larger = layout.end - used_blocks_ - metadata_blocks(layout);
      if (free_if_larger <= free.most) return {std::nullopt, over};
      relocation = plan_relocation(contents_.used, layout.content_end - over);
    }
  }

  Layout place_metadata(const Geometry& geometry, Relocation relocation) const {
    const DataArea& area = contents_.area;
    Layout layout;
    layout.geometry = geometry;
    layout.content_end = relocation.end;
    layout.moves = std::move(relocation.moves);
    std::uint64_t next = layout.content_end;
    const auto take = [&next](std::uint64_t count) {
      next += count;
      return BlockRange{next - count, count};
    };
    const ContentMap content(area, layout.moves);
    layout.nodes =
        take(node_blocks(contents_.tree, contents_.nodes, area, content, layout.content_end));
    layout.journal = take(geometry.journal_blocks);
    layout.journal_tree = take(extent_tree_blocks(area_runs(area, layout.journal)));
    layout.resize_block = take(1).first;
    layout.block_bitmaps = take(geometry.groups).first;
    layout.inode_bitmaps = take(geometry.groups).first;
    layout.inode_tables.reserve(geometry.groups);
    for (std::uint32_t group = 0; group < geometry.groups; ++group) {
      const std::uint64_t row = area.in_a_row(next);
      if (row < geometry.inode_table_blocks) take(row);  // stays free
      layout.inode_tables.push_back(area.on_disk(take(geometry.inode_table_blocks).first));
    }
    layout.end = next;
    return layout;
  }

  static std::uint64_t metadata_blocks(const Layout& layout) {
    const Geometry& geometry = layout.geometry;
    return layout.nodes.count + layout.journal.count + layout.journal_tree.count + 1 +
           std::uint64_t{geometry.groups} * (2 + geometry.inode_table_blocks);
  }

  const Contents& contents_;
  std::uint64_t used_blocks_;
  std::uint64_t inodes_;
};

/// As --size takes it, where that is a whole number.
std::string in_words(std::uint64_t bytes) {
  if (bytes % (std::uint64_t{1} << 30) == 0) return std::to_string(bytes >> 30) + "G";
  if (bytes % (std::uint64_t{1} << 20) == 0) return std::to_string(bytes >> 20) + "M";
  return std::to_string(bytes) + " bytes";
}

}  // namespace

std::uint64_t Contents::used_blocks() const {
  std::uint64_t blocks = 0;
  for (const BlockRange& range : used) blocks += range.count;
  return blocks;
}

std::vector<BlockRange> used_content(const FileTree& tree, const NodeTable& nodes) {
  std::vector<BlockRange> used;
  for (const InodeId inode : nodes.tree_inodes) {
    for (const Extent& extent : tree.extents(inode)) {
      if (extent.store_offset == Extent::kZeros) continue;
      if (extent.store_offset % kExt4BlockSize != 0 || extent.file_offset % kExt4BlockSize != 0) {
        throw Error(ErrorCode::failed, "a file's content does not begin at a block of the disk");
      }
      used.push_back({extent.store_offset / kExt4BlockSize,
                      (extent.length + kExt4BlockSize - 1) / kExt4BlockSize});
    }
  }
  std::sort(used.begin(), used.end(),
            [](const BlockRange& a, const BlockRange& b) { return a.first < b.first; });
  std::size_t kept = 0;
  for (const BlockRange& range : used) {
    if (kept > 0 && used[kept - 1].end() > range.first) {
      throw Error(ErrorCode::failed, "two files share a block of the disk");
    }
    if (kept > 0 && used[kept - 1].end() == range.first) {
      used[kept - 1].count += range.count;
    } else {
      used[kept++] = range;
    }
  }
  used.resize(kept);
  return used;
}

Layout plan_layout(const Contents& contents, DiskSize size) {
  const Planner planner(contents);
  switch (size.kind) {
    case DiskSize::Kind::fit: {
      const std::uint64_t free = std::max(kLeastFree, contents.used_blocks() / kFreeShare);
      return planner.least({free, 2 * free}, Journal::usual);
    }
    case DiskSize::Kind::free:
      return planner.least({round_up(size.bytes, kExt4BlockSize) / kExt4BlockSize}, Journal::usual);
    case DiskSize::Kind::total:
      break;
  }
  constexpr Journal kJournal = Journal::smaller_if_need_be;
  Attempt attempt = planner.try_size(size.bytes / kExt4BlockSize, {}, kJournal);
  if (attempt.layout) return std::move(*attempt.layout);
  const std::uint64_t blocks = planner.least({}, kJournal).geometry.blocks;
  const std::string least = in_words(blocks * kExt4BlockSize);
  throw Error(ErrorCode::usage, "the image does not fit on a disk of " + in_words(size.bytes) +
                                    ": it takes at least " + least + "; give --size " + least +
                                    " or more");
}

}  // namespace oci2boot
