// SPDX-License-Identifier: Apache-2.0
#include "src/image/ext4/extent_tree.h"

#include <ext2fs/ext2fs.h>

#include <algorithm>
#include <utility>

#include "src/image/ext4/crc32c.h"
#include "src/image/ext4/format.h"

namespace oci2boot {
namespace {

constexpr std::size_t kHeaderSize = sizeof(ext3_extent_header);
constexpr std::size_t kEntrySize = sizeof(ext3_extent);
static_assert(sizeof(ext3_extent_idx) == kEntrySize);

constexpr std::uint16_t kRootEntries = (sizeof(InodeBlockField) - kHeaderSize) / kEntrySize;
constexpr std::uint16_t kBlockEntries = (kExt4BlockSize - kHeaderSize) / kEntrySize;
constexpr std::size_t kTail = kHeaderSize + kBlockEntries * kEntrySize;

/// What an index has of a block below it, or a leaf of an extent.
struct Entry {
  std::uint32_t logical = 0;
  std::uint16_t length = 0;  // of an extent
  std::uint64_t physical = 0;
};

std::size_t blocks_for(std::size_t entries) {
  return (entries + kBlockEntries - 1) / kBlockEntries;
}

std::size_t extent_count(std::span<const BlockRun> runs) {
  std::size_t count = 0;
  for (const BlockRun& run : runs) {
    count += static_cast<std::size_t>((run.count + EXT_INIT_MAX_LEN - 1) / EXT_INIT_MAX_LEN);
  }
  return count;
}

std::vector<Entry> extents_of(std::span<const BlockRun> runs) {
  std::vector<Entry> extents;
  extents.reserve(extent_count(runs));
  for (const BlockRun& run : runs) {
    for (std::uint64_t done = 0; done < run.count; done += EXT_INIT_MAX_LEN) {
      const std::uint64_t length = std::min<std::uint64_t>(run.count - done, EXT_INIT_MAX_LEN);
      extents.push_back({static_cast<std::uint32_t>(run.logical + done),
                         static_cast<std::uint16_t>(length), run.physical + done});
    }
  }
  return extents;
}

void put_header(std::span<std::byte> node, std::size_t entries, std::uint16_t capacity,
                std::uint16_t depth) {
  put_little_endian(node, offsetof(ext3_extent_header, eh_magic), std::uint16_t{EXT3_EXT_MAGIC});
  put_little_endian(node, offsetof(ext3_extent_header, eh_entries),
                    static_cast<std::uint16_t>(entries));
  put_little_endian(node, offsetof(ext3_extent_header, eh_max), capacity);
  put_little_endian(node, offsetof(ext3_extent_header, eh_depth), depth);
}

void put_extent(std::span<std::byte> place, const Entry& extent) {
  put_little_endian(place, offsetof(ext3_extent, ee_block), extent.logical);
  put_little_endian(place, offsetof(ext3_extent, ee_len), extent.length);
  put_little_endian(place, offsetof(ext3_extent, ee_start_hi),
                    static_cast<std::uint16_t>(extent.physical >> 32));
  put_little_endian(place, offsetof(ext3_extent, ee_start),
                    static_cast<std::uint32_t>(extent.physical));
}

void put_index(std::span<std::byte> place, const Entry& below) {
  put_little_endian(place, offsetof(ext3_extent_idx, ei_block), below.logical);
  put_little_endian(place, offsetof(ext3_extent_idx, ei_leaf),
                    static_cast<std::uint32_t>(below.physical));
  put_little_endian(place, offsetof(ext3_extent_idx, ei_leaf_hi),
                    static_cast<std::uint16_t>(below.physical >> 32));
}

/// A node of the tree; `depth` is 0 where the entries are extents.
void put_node(std::span<std::byte> node, std::span<const Entry> entries, std::uint16_t capacity,
              std::uint16_t depth) {
  put_header(node, entries.size(), capacity, depth);
  std::span<std::byte> rest = node.subspan(kHeaderSize);
  for (const Entry& entry : entries) {
    depth == 0 ? put_extent(rest, entry) : put_index(rest, entry);
    rest = rest.subspan(kEntrySize);
  }
}

}  // namespace

std::size_t extent_tree_blocks(std::span<const BlockRun> runs) {
  std::size_t blocks = 0;
  for (std::size_t entries = extent_count(runs); entries > kRootEntries;) {
    entries = blocks_for(entries);
    blocks += entries;
  }
  return blocks;
}

ExtentTree make_extent_tree(std::span<const BlockRun> runs, std::span<const std::uint64_t> places,
                            std::uint32_t inode_seed) {
  ExtentTree tree;
  std::vector<Entry> entries = extents_of(runs);
  tree.blocks.reserve(places.size() * kExt4BlockSize);
  std::uint16_t depth = 0;
  // From the leaves up: what is written of a level becomes the entries of the one above it.
  for (; entries.size() > kRootEntries; ++depth) {
    std::vector<Entry> above;
    for (std::span<const Entry> rest = entries; !rest.empty();) {
      const std::span<const Entry> here =
          rest.first(std::min<std::size_t>(kBlockEntries, rest.size()));
      rest = rest.subspan(here.size());
      const std::size_t number = tree.blocks.size() / kExt4BlockSize;
      tree.blocks.resize(tree.blocks.size() + kExt4BlockSize);
      const std::span<std::byte> node = std::span(tree.blocks).last(kExt4BlockSize);
      put_node(node, here, kBlockEntries, depth);
      put_little_endian(node, kTail, crc32c(inode_seed, node.first(kTail)));
      above.push_back({here.front().logical, 0, places[number]});
    }
    entries = std::move(above);
  }
  put_node(tree.root, entries, kRootEntries, depth);
  return tree;
}

}  // namespace oci2boot
