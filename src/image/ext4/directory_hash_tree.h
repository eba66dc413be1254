// SPDX-License-Identifier: Apache-2.0
// The index of a directory of several blocks: its names sorted by half_md4 of them and the file
// system's seed, in leaves that are packed full, below one or two levels of nodes that tell which
// hashes begin which leaf (fs/ext4/namei.c, struct dx_root and dx_node).
//
//     block 0: `.`, `..` and the root; then the nodes of the second level, if any; then the leaves
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "src/image/ext4/directory.h"

namespace oci2boot {

class DirectoryHashTree {
 public:
  /// `entries` must outlive the tree. Throws Error (invalid_image) when two levels do not hold
  /// them.
  DirectoryHashTree(std::span<const DirectoryEntry> entries, const HashSeed& hash_seed);

  std::uint64_t blocks() const { return 1 + nodes_ + leaves_.size(); }

  void write(const DirectoryIdentity& identity, const BlockSink& sink) const;

 private:
  struct Name {
    std::uint32_t hash = 0;
    std::uint32_t minor_hash = 0;
    std::uint32_t entry = 0;  // its index
  };
  struct Leaf {
    std::uint32_t hash = 0;  // of its first name; odd: the leaf before has names of that hash too
    std::uint32_t first = 0;
  };

  void hash_names(const HashSeed& hash_seed);
  void fill_leaves();

  std::span<const DirectoryEntry> entries_;
  std::vector<Name> names_;
  std::vector<Leaf> leaves_;
  std::size_t nodes_ = 0;  // of the second level; 0 when the root has the leaves
};

}  // namespace oci2boot
