// SPDX-License-Identifier: Apache-2.0
#include "oci/dirent_table.h"

#include "oci2boot/error.h"

namespace oci2boot {

std::uint64_t DirentTable::hash_of(InodeId parent, NameId name) const {
  return hash_((std::uint64_t{parent} << 32U) | name);
}

DirentId DirentTable::find(InodeId parent, NameId name) const {
  return slots_.find(hash_of(parent, name), [&](DirentId id) {
    const Dirent& dirent = dirents_[id];
    return dirent.parent == parent && dirent.name == name;
  });
}

DirentId DirentTable::insert(InodeId parent, NameId name, InodeId inode, std::uint32_t layer,
                             DirentId& head) {
  DirentId id = kNoDirent;
  if (free_.empty()) {
    if (dirents_.size() >= kNoDirent) {
      throw Error(ErrorCode::invalid_image, "the image has more than 4 billion files");
    }
    id = static_cast<DirentId>(dirents_.size());
    dirents_.push_back({});
  } else {
    id = free_.back();
    free_.pop_back();
  }
  dirents_[id] = {parent, name, inode, layer, head, kNoDirent};
  if (head != kNoDirent) dirents_[head].previous = id;
  head = id;
  slots_.insert(hash_of(parent, name), id);
  return id;
}

void DirentTable::erase(DirentId id, DirentId& head) {
  const Dirent& dirent = dirents_[id];
  slots_.erase(hash_of(dirent.parent, dirent.name), id);
  if (dirent.previous != kNoDirent) {
    dirents_[dirent.previous].next = dirent.next;
  } else {
    head = dirent.next;
  }
  if (dirent.next != kNoDirent) dirents_[dirent.next].previous = dirent.previous;
  free_.push_back(id);
}

}  // namespace oci2boot
