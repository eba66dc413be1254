// SPDX-License-Identifier: Apache-2.0
// A directory's blocks: one block of names when they have room there, else an index by the names'
// hashes (htree, fs/ext4/namei.c), so that a look-up among 500,000 names reads three blocks.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

#include "oci2boot/file_tree.h"

namespace oci2boot {

/// One name. 1 to 255 bytes, no '/' and no NUL, not "." or "..", none twice in a directory.
struct DirectoryEntry {
  std::string_view name;
  std::uint32_t inode = 0;
  FileType type = FileType::regular;
};

/// s_hash_seed.
using HashSeed = std::array<std::uint8_t, 16>;

struct DirectoryIdentity {
  std::uint32_t inode = 0;
  std::uint32_t parent = 0;      ///< the inode of `..`; the root's is its own
  std::uint32_t inode_seed = 0;  ///< see crc32c.h
  HashSeed hash_seed{};
};

/// Receives a directory's blocks, first to last, any whole number of them at once.
using BlockSink = std::function<void(std::span<const std::byte>)>;

/// How many blocks the directory has. More than one: it is indexed, and its inode has the flag
/// EXT4_INDEX_FL. Entry inodes and types do not matter yet. Throws Error (invalid_image) when a
/// directory of two index levels cannot hold the names (past 3,800,000 of the longest ones).
std::uint64_t directory_blocks(std::span<const DirectoryEntry> entries, const HashSeed& hash_seed);

/// The blocks themselves, exactly as many. A directory of one block has its entries in the order
/// given; an index is sorted by hash: the order does not matter. Memory: 12 bytes a name.
void write_directory(std::span<const DirectoryEntry> entries, const DirectoryIdentity& identity,
                     const BlockSink& sink);

/// An empty directory of several blocks, without an index: lost+found, where e2fsck wants room that
/// it need not allocate.
void write_empty_directory(std::uint64_t blocks, const DirectoryIdentity& identity,
                           const BlockSink& sink);

}  // namespace oci2boot
