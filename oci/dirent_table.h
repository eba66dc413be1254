// SPDX-License-Identifier: Apache-2.0
// All directory entries of a tree in one table: (directory, name) -> inode in O(1), and a list of
// the entries of each directory. A directory of half a million names costs no more per name than
// one of ten.
#pragma once

#include <cstdint>
#include <vector>

#include "oci/block_vector.h"
#include "oci/hash_slots.h"
#include "oci/keyed_hash.h"
#include "oci/name_pool.h"
#include "oci2boot/file_tree.h"

namespace oci2boot {

using DirentId = HashSlots::Id;
inline constexpr DirentId kNoDirent = HashSlots::kNone;

struct Dirent {
  InodeId parent = 0;
  NameId name = 0;
  InodeId inode = 0;
  std::uint32_t layer = 0;
  DirentId next = kNoDirent;  // in the same directory, in no particular order
  DirentId previous = kNoDirent;
};

class DirentTable {
 public:
  /// kNoDirent when there is none.
  DirentId find(InodeId parent, NameId name) const;
  const Dirent& operator[](DirentId id) const { return dirents_[id]; }
  void set_layer(DirentId id, std::uint32_t layer) { dirents_[id].layer = layer; }
  std::size_t size() const { return slots_.size(); }

  /// Adds an entry that is not there yet at the front of the list that starts with `head`.
  DirentId insert(InodeId parent, NameId name, InodeId inode, std::uint32_t layer, DirentId& head);

  /// Takes an entry out of the table and of the list that starts with `head`.
  void erase(DirentId id, DirentId& head);

 private:
  std::uint64_t hash_of(InodeId parent, NameId name) const;

  KeyedHash hash_;
  HashSlots slots_;
  BlockVector<Dirent> dirents_;
  std::vector<DirentId> free_;
};

}  // namespace oci2boot
