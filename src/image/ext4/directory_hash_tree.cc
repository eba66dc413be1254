// SPDX-License-Identifier: Apache-2.0
#include "src/image/ext4/directory_hash_tree.h"

#include <ext2fs/ext2fs.h>

#include <algorithm>
#include <array>
#include <string>
#include <tuple>

#include "oci2boot/error.h"
#include "src/image/ext4/crc32c.h"
#include "src/image/ext4/directory_block.h"
#include "src/image/ext4/format.h"

namespace oci2boot {
namespace {

constexpr std::size_t kPairSize = 8;  // struct dx_entry: a hash and a block
constexpr std::size_t kTailSize = 8;  // struct dx_tail: a reserved word and the checksum
constexpr std::size_t kInfoSize = sizeof(ext2_dx_root_info);
// Where the pairs begin: behind the names that a reader which knows of no index sees.
constexpr std::size_t kRootPairs = kDotEntriesSize + kInfoSize;
constexpr std::size_t kNodePairs = directory_entry_size(0);

constexpr std::size_t capacity(std::size_t pairs_begin) {
  return (kExt4BlockSize - pairs_begin - kTailSize) / kPairSize;
}

/// A part of the index: hashes from `hash` on are in `block` of the directory.
struct Pair {
  std::uint32_t hash = 0;
  std::uint32_t block = 0;
};

/// What the file system's seed is to ext2fs_dirhash2.
std::array<__u32, 4> seed_words(const HashSeed& seed) {
  std::array<__u32, 4> words{};
  for (std::size_t i = 0; i < seed.size(); ++i) {
    words[i / 4] |= static_cast<__u32>(seed[i]) << (8 * (i % 4));
  }
  return words;
}

/// Puts the pairs, which are at least one, and the checksum (the kernel's ext4_dx_csum). The first
/// pair's hash is where the counts are: it takes all that comes before the second.
void put_pairs(std::span<std::byte> block, std::size_t begin, std::span<const Pair> pairs,
               std::uint32_t inode_seed) {
  std::size_t place = begin;
  for (const Pair& pair : pairs) {
    put_little_endian(block, place, pair.hash);
    put_little_endian(block, place + 4, pair.block);
    place += kPairSize;
  }
  put_little_endian(block, begin, static_cast<std::uint16_t>(capacity(begin)));
  put_little_endian(block, begin + 2, static_cast<std::uint16_t>(pairs.size()));
  // The sum is over what is in use, the tail's reserved word, and zeros for itself.
  const std::size_t tail = begin + capacity(begin) * kPairSize;
  const std::uint32_t sum = crc32c(inode_seed, block.first(place));
  put_little_endian(block, tail + 4, crc32c(sum, block.subspan(tail, kTailSize)));
}

void write_root(const DirectoryIdentity& identity, std::span<const Pair> pairs, bool has_nodes,
                const BlockSink& sink) {
  DirectoryBlock names;
  names.add({".", identity.inode, FileType::directory});
  names.add({"..", identity.parent, FileType::directory});
  const std::span<std::byte> block = names.finish_names();
  const std::span<std::byte> info = block.subspan(kDotEntriesSize, kInfoSize);
  put_little_endian(info, offsetof(ext2_dx_root_info, hash_version),
                    std::uint8_t{EXT2_HASH_HALF_MD4});
  put_little_endian(info, offsetof(ext2_dx_root_info, info_length),
                    static_cast<std::uint8_t>(kInfoSize));
  put_little_endian(info, offsetof(ext2_dx_root_info, indirect_levels),
                    static_cast<std::uint8_t>(has_nodes ? 1 : 0));
  put_pairs(block, kRootPairs, pairs, identity.inode_seed);
  sink(block);
}

/// A node of the second level hides behind one unused entry without a name.
void write_node(std::span<const Pair> pairs, std::uint32_t inode_seed, const BlockSink& sink) {
  DirectoryBlock names;
  const std::span<std::byte> block = names.finish_names();
  put_pairs(block, kNodePairs, pairs, inode_seed);
  sink(block);
}

}  // namespace

DirectoryHashTree::DirectoryHashTree(std::span<const DirectoryEntry> entries,
                                     const HashSeed& hash_seed)
    : entries_(entries) {
  hash_names(hash_seed);
  fill_leaves();
  if (leaves_.size() <= capacity(kRootPairs)) return;
  nodes_ = (leaves_.size() + capacity(kNodePairs) - 1) / capacity(kNodePairs);
  if (nodes_ > capacity(kRootPairs)) {
    throw Error(ErrorCode::invalid_image, "a directory has " + std::to_string(entries.size()) +
                                              " names, more than an ext4 directory of 1 GiB holds");
  }
}

void DirectoryHashTree::hash_names(const HashSeed& hash_seed) {
  const std::array<__u32, 4> seed = seed_words(hash_seed);
  names_.reserve(entries_.size());
  for (const DirectoryEntry& entry : entries_) {
    Name name;
    name.entry = static_cast<std::uint32_t>(names_.size());
    // It fails for hash versions only that it does not know.
    (void)ext2fs_dirhash2(EXT2_HASH_HALF_MD4_UNSIGNED, entry.name.data(),
                          static_cast<int>(entry.name.size()), nullptr, 0, seed.data(), &name.hash,
                          &name.minor_hash);
    // The kernel's ext4fs_dirhash() keeps the highest hash for the end of the directory.
    name.hash = std::min(name.hash, std::uint32_t{0xfffffffc});
    names_.push_back(name);
  }
  std::sort(names_.begin(), names_.end(), [&](const Name& a, const Name& b) {
    return std::tuple(a.hash, a.minor_hash, entries_[a.entry].name) <
           std::tuple(b.hash, b.minor_hash, entries_[b.entry].name);
  });
}

void DirectoryHashTree::fill_leaves() {
  std::size_t used = kDirectoryBlockRoom;
  for (std::uint32_t i = 0; i < names_.size(); ++i) {
    const std::size_t size = directory_entry_size(entries_[names_[i].entry].name.size());
    if (used + size > kDirectoryBlockRoom) {
      const bool goes_on = i != 0 && names_[i].hash == names_[i - 1].hash;
      leaves_.push_back({names_[i].hash | (goes_on ? 1U : 0U), i});
      used = 0;
    }
    used += size;
  }
}

void DirectoryHashTree::write(const DirectoryIdentity& identity, const BlockSink& sink) const {
  std::vector<Pair> pairs;  // of the leaves
  pairs.reserve(leaves_.size());
  for (const Leaf& leaf : leaves_) {
    pairs.push_back({leaf.hash, static_cast<std::uint32_t>(1 + nodes_ + pairs.size())});
  }
  constexpr std::size_t kNodeCapacity = capacity(kNodePairs);
  std::vector<Pair> above;  // of the nodes
  for (std::size_t i = 0; i < nodes_; ++i) {
    above.push_back({pairs[i * kNodeCapacity].hash, static_cast<std::uint32_t>(1 + i)});
  }
  write_root(identity, nodes_ == 0 ? pairs : above, nodes_ != 0, sink);
  for (std::span<const Pair> rest = pairs; nodes_ != 0 && !rest.empty();) {
    const std::span<const Pair> here = rest.first(std::min(kNodeCapacity, rest.size()));
    write_node(here, identity.inode_seed, sink);
    rest = rest.subspan(here.size());
  }
  DirectoryBlock block;
  for (std::size_t leaf = 0; leaf < leaves_.size(); ++leaf) {
    const std::size_t end =
        leaf + 1 < leaves_.size() ? leaves_[leaf + 1].first : std::size_t{names_.size()};
    block.clear();
    for (std::size_t i = leaves_[leaf].first; i < end; ++i) block.add(entries_[names_[i].entry]);
    sink(block.finish(identity.inode_seed));
  }
}

}  // namespace oci2boot
