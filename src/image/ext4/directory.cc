// SPDX-License-Identifier: Apache-2.0
#include "src/image/ext4/directory.h"

#include "src/image/ext4/directory_block.h"
#include "src/image/ext4/directory_hash_tree.h"

namespace oci2boot {
namespace {

bool fit_one_block(std::span<const DirectoryEntry> entries) {
  std::size_t size = kDotEntriesSize;
  for (const DirectoryEntry& entry : entries) {
    size += directory_entry_size(entry.name.size());
    if (size > kDirectoryBlockRoom) return false;
  }
  return true;
}

void write_one_block(std::span<const DirectoryEntry> entries, const DirectoryIdentity& identity,
                     const BlockSink& sink) {
  DirectoryBlock block;
  block.add({".", identity.inode, FileType::directory});
  block.add({"..", identity.parent, FileType::directory});
  for (const DirectoryEntry& entry : entries) block.add(entry);
  sink(block.finish(identity.inode_seed));
}

}  // namespace

std::uint64_t directory_blocks(std::span<const DirectoryEntry> entries, const HashSeed& hash_seed) {
  return fit_one_block(entries) ? 1 : DirectoryHashTree(entries, hash_seed).blocks();
}

void write_directory(std::span<const DirectoryEntry> entries, const DirectoryIdentity& identity,
                     const BlockSink& sink) {
  if (fit_one_block(entries)) return write_one_block(entries, identity, sink);
  DirectoryHashTree(entries, identity.hash_seed).write(identity, sink);
}

void write_empty_directory(std::uint64_t blocks, const DirectoryIdentity& identity,
                           const BlockSink& sink) {
  write_one_block({}, identity, sink);
  DirectoryBlock block;
  for (; blocks > 1; --blocks) sink(block.finish(identity.inode_seed));
}

}  // namespace oci2boot
