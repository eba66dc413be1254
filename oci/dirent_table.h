// SPDX-License-Identifier: Apache-2.0
// All directory entries of a tree in one table: (directory, name) -> inode in O(1), and a list of
// the entries of each directory. A directory of half a million names costs no more per name than
// one of ten.
#pragma once

#include <cstdint>
#include <vector>

#include "oci/name_pool.h"
#include "oci2boot/file_tree.h"

namespace oci2boot {

using DirentId = std::uint32_t;
inline constexpr DirentId kNoDirent = UINT32_MAX;

struct Dirent {
  InodeId parent;
  NameId name;
  InodeId inode;
  std::uint32_t layer;
  DirentId next;  // in the same directory, in no particular order
  DirentId previous;
};

class DirentTable {
 public:
  DirentTable();

  /// kNoDirent when there is none.
  DirentId find(InodeId parent, NameId name) const;
  const Dirent& operator[](DirentId id) const { return dirents_[id]; }
  void set_layer(DirentId id, std::uint32_t layer) { dirents_[id].layer = layer; }
  std::size_t size() const { return used_; }

  /// Adds an entry that is not there yet at the front of the list that starts with `head`.
  DirentId insert(InodeId parent, NameId name, InodeId inode, std::uint32_t layer, DirentId& head);

  /// Takes an entry out of the table and of the list that starts with `head`.
  void erase(DirentId id, DirentId& head);

 private:
  std::size_t home_of(InodeId parent, NameId name) const;
  std::size_t slot_of(InodeId parent, NameId name) const;
  void free_slot(std::size_t slot);
  void grow();

  std::vector<Dirent> dirents_;
  std::vector<DirentId> free_;
  std::vector<DirentId> slots_;  // open addressing with linear probing, a power of two
  std::size_t used_ = 0;
};

}  // namespace oci2boot
