// SPDX-License-Identifier: Apache-2.0
#include "src/image/ext4_reader/file_blocks.h"

#include <algorithm>
#include <utility>

#include "src/image/ext4_reader/little_endian.h"

namespace oci2boot {
namespace {

constexpr std::uint64_t kBlockNumbers = std::uint64_t{1} << 32;  // of a file, logical

class FileBlocks {
 public:
  FileBlocks(const Ext4Volume& volume, const Ext4Inode& inode, ReadBudget& budget)
      : volume_(volume), inode_(inode), budget_(budget) {}

  std::vector<Extent> read() {
    if ((inode_.flags & Ext4Inode::kExtents) != 0) {
      const std::span<const std::byte> root = inode_.block_field;
      const std::uint16_t depth = le16(root, 6);
      if (depth > kMostLevels) damaged();
      read_node(root, depth, kBlockNumbers);
    } else {
      read_map();
    }
    return std::move(extents_);
  }

 private:
  static constexpr std::uint16_t kMostLevels = 5;
  static constexpr std::uint16_t kMagic = 0xF30A;
  static constexpr std::size_t kEntrySize = 12;
  static constexpr std::uint32_t kMostInitialized = 32768;

  [[noreturn]] void damaged() const {
    throw_damaged_volume("the blocks of inode " + std::to_string(inode_.number) + " make no sense");
  }

  /// A node of the tree, whose blocks lie before `end`. What was read so far lies before it: the
  /// file's blocks ascend from node to node, so none can be visited for ever.
  void read_node(std::span<const std::byte> node, std::uint16_t depth, std::uint64_t end) {
    const std::size_t count = le16(node, 2);
    if (le16(node, 0) != kMagic || le16(node, 6) != depth || count > node.size() / kEntrySize - 1) {
      damaged();
    }
    for (std::size_t i = 1; i <= count; ++i) {
      const auto entry = node.subspan(i * kEntrySize, kEntrySize);
      if (depth == 0) {
        read_extent(entry, end);
        continue;
      }
      const std::uint64_t first = le32(entry, 0);
      const std::uint64_t next = i < count ? le32(node, (i + 1) * kEntrySize) : end;
      if (first < next_ || next <= first || next > end) damaged();
      next_ = first;
      read_node(inner_block(from_halves(le32(entry, 4), le16(entry, 8))),
                static_cast<std::uint16_t>(depth - 1), next);
    }
  }

  void read_extent(std::span<const std::byte> entry, std::uint64_t end) {
    const std::uint64_t first = le32(entry, 0);
    const std::uint32_t length = le16(entry, 4);
    const bool is_written = length <= kMostInitialized;
    const std::uint64_t blocks = is_written ? length : length - kMostInitialized;
    const std::uint64_t place = from_halves(le32(entry, 8), le16(entry, 6));
    if (blocks == 0 || first < next_ || first + blocks > end ||
        !volume_.has_blocks(place, blocks)) {
      damaged();
    }
    add(first, blocks, is_written ? place * volume_.block_size() : Extent::kZeros);
  }

  /// Twelve blocks, then blocks that have the numbers of others, of one, two and three levels.
  void read_map() {
    constexpr std::size_t kDirect = 12;
    for (std::size_t i = 0; i < kDirect; ++i) add_mapped(le32(inode_.block_field, 4 * i), 0);
    for (unsigned level = 1; level <= 3; ++level) {
      add_mapped(le32(inode_.block_field, 4 * (kDirect + level - 1)), level);
    }
  }

  void add_mapped(std::uint32_t block, unsigned level) {
    const std::uint64_t per_block = volume_.block_size() / 4;
    std::uint64_t covered = 1;
    for (unsigned i = 0; i < level; ++i) covered *= per_block;
    const std::uint64_t end = next_ + covered;
    // What lies behind the file's end need not be looked at.
    const bool is_wanted = block != 0 && next_ < inode_.size / volume_.block_size() + 1;
    if (is_wanted && level == 0) {
      if (!volume_.has_blocks(block, 1)) damaged();
      add(next_, 1, std::uint64_t{block} * volume_.block_size());
    } else if (is_wanted) {
      const std::vector<std::byte> numbers = inner_block(block);
      for (std::size_t i = 0; i < per_block; ++i) add_mapped(le32(numbers, 4 * i), level - 1);
    }
    next_ = end;
  }

  /// One that leads to others.
  std::vector<std::byte> inner_block(std::uint64_t block) {
    claim(1);
    budget_.add_entries();
    return volume_.read_block(block);
  }

  /// Blocks behind the end of the file are reserved for it, and not of interest.
  void add(std::uint64_t first, std::uint64_t blocks, std::uint64_t place) {
    const std::uint64_t block_size = volume_.block_size();
    next_ = first + blocks;
    const std::uint64_t offset = first * block_size;
    if (offset >= inode_.size) return;
    const std::uint64_t length = std::min(blocks * block_size, inode_.size - offset);
    if (place != Extent::kZeros) claim(blocks);
    if (!extents_.empty()) {
      Extent& last = extents_.back();
      const bool is_next = last.file_offset + last.length == offset;
      const bool both_zeros = last.store_offset == Extent::kZeros && place == Extent::kZeros;
      const bool follows = last.store_offset != Extent::kZeros && place != Extent::kZeros &&
                           last.store_offset + last.length == place;
      if (is_next && (both_zeros || follows)) {
        last.length += length;
        return;
      }
    }
    budget_.add_entries();
    extents_.push_back({offset, length, place});
  }

  /// A file has each of its blocks once, so it has no more than there are.
  void claim(std::uint64_t blocks) {
    claimed_ += blocks;
    if (claimed_ > volume_.block_count()) damaged();
    budget_.add_content(blocks * volume_.block_size());
  }

  const Ext4Volume& volume_;
  const Ext4Inode& inode_;
  ReadBudget& budget_;
  std::vector<Extent> extents_;
  std::uint64_t next_ = 0;  // the first logical block that may follow
  std::uint64_t claimed_ = 0;
};

}  // namespace

std::vector<Extent> file_extents(const Ext4Volume& volume, const Ext4Inode& inode,
                                 ReadBudget& budget) {
  return FileBlocks(volume, inode, budget).read();
}

std::string read_bytes(const Ext4Volume& volume, const std::vector<Extent>& extents,
                       std::size_t size) {
  std::string bytes(size, '\0');
  const std::span<std::byte> all = std::as_writable_bytes(std::span(bytes));
  for (const Extent& extent : extents) {
    if (extent.store_offset == Extent::kZeros || extent.file_offset >= size) continue;
    const auto length =
        static_cast<std::size_t>(std::min<std::uint64_t>(extent.length, size - extent.file_offset));
    volume.disk().read(extent.store_offset,
                       all.subspan(static_cast<std::size_t>(extent.file_offset), length));
  }
  return bytes;
}

}  // namespace oci2boot
