// SPDX-License-Identifier: Apache-2.0
#include "oci/dirent_table.h"

#include "oci2boot/error.h"

namespace oci2boot {

namespace {
constexpr std::size_t kFirstSlots = 1024;
}

DirentTable::DirentTable() : slots_(kFirstSlots, kNoDirent) {}

std::size_t DirentTable::home_of(InodeId parent, NameId name) const {
  // The pair is unique already, it only has to be spread: MurmurHash3's 64-bit finalizer. Every bit
  // of both must count, or one name in many directories piles up in a few slots.
  std::uint64_t key = (std::uint64_t{parent} << 32U) | name;
  key = (key ^ (key >> 33U)) * 0xFF51AFD7ED558CCDU;
  key = (key ^ (key >> 33U)) * 0xC4CEB9FE1A85EC53U;
  return (key ^ (key >> 33U)) & (slots_.size() - 1);
}

std::size_t DirentTable::slot_of(InodeId parent, NameId name) const {
  std::size_t slot = home_of(parent, name);
  while (slots_[slot] != kNoDirent) {
    const Dirent& dirent = dirents_[slots_[slot]];
    if (dirent.parent == parent && dirent.name == name) break;
    slot = (slot + 1) & (slots_.size() - 1);
  }
  return slot;
}

DirentId DirentTable::find(InodeId parent, NameId name) const {
  return slots_[slot_of(parent, name)];
}

DirentId DirentTable::insert(InodeId parent, NameId name, InodeId inode, std::uint32_t layer,
                             DirentId& head) {
  if ((used_ + 1) * 4 > slots_.size() * 3) grow();
  DirentId id = kNoDirent;
  if (free_.empty()) {
    if (dirents_.size() >= kNoDirent - 1) {
      throw Error(ErrorCode::invalid_image, "the image has more than 4 billion files");
    }
    id = static_cast<DirentId>(dirents_.size());
    dirents_.emplace_back();
  } else {
    id = free_.back();
    free_.pop_back();
  }
  dirents_[id] = {parent, name, inode, layer, head, kNoDirent};
  if (head != kNoDirent) dirents_[head].previous = id;
  head = id;
  slots_[slot_of(parent, name)] = id;
  ++used_;
  return id;
}

void DirentTable::erase(DirentId id, DirentId& head) {
  const Dirent& dirent = dirents_[id];
  free_slot(slot_of(dirent.parent, dirent.name));
  if (dirent.previous != kNoDirent) {
    dirents_[dirent.previous].next = dirent.next;
  } else {
    head = dirent.next;
  }
  if (dirent.next != kNoDirent) dirents_[dirent.next].previous = dirent.previous;
  free_.push_back(id);
  --used_;
}

void DirentTable::free_slot(std::size_t slot) {
  // Backward shift: entries that were pushed past the freed slot move back, so that no tombstones
  // pile up under whiteouts.
  const std::size_t mask = slots_.size() - 1;
  std::size_t hole = slot;
  for (std::size_t probe = (slot + 1) & mask; slots_[probe] != kNoDirent;
       probe = (probe + 1) & mask) {
    const Dirent& dirent = dirents_[slots_[probe]];
    const std::size_t home = home_of(dirent.parent, dirent.name);
    if (((probe - home) & mask) >= ((probe - hole) & mask)) {
      slots_[hole] = slots_[probe];
      hole = probe;
    }
  }
  slots_[hole] = kNoDirent;
}

void DirentTable::grow() {
  std::vector<DirentId> old(slots_.size() * 2, kNoDirent);
  old.swap(slots_);
  for (const DirentId id : old) {
    if (id != kNoDirent) slots_[slot_of(dirents_[id].parent, dirents_[id].name)] = id;
  }
}

}  // namespace oci2boot
