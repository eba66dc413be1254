// SPDX-License-Identifier: Apache-2.0
// Finds ids of things that lie elsewhere by their hash: open addressing with linear probing. A slot
// has the hash beside the id, so that other things are passed over, and the table grows, without a
// look at the things themselves.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace oci2boot {

class HashSlots {
 public:
  using Id = std::uint32_t;
  static constexpr Id kNone = std::numeric_limits<Id>::max();

  /// The id with this hash that `is_it` says yes to; kNone when there is none. Hashes must be such
  /// that nobody can choose things whose low bits agree (see KeyedHash).
  template <typename IsIt>
  Id find(std::uint64_t hash, const IsIt& is_it) const {
    const auto low = static_cast<std::uint32_t>(hash);
    for (std::size_t at = low & mask();; at = (at + 1) & mask()) {
      const Slot& slot = slots_[at];
      if (slot.id == kNone || (slot.hash == low && is_it(slot.id))) return slot.id;
    }
  }

  /// Adds an id that is not there.
  void insert(std::uint64_t hash, Id id) {
    if ((used_ + 1) * 4 > slots_.size() * 3) grow();
    put({static_cast<std::uint32_t>(hash), id});
    ++used_;
  }

  /// Takes an id out that is there.
  void erase(std::uint64_t hash, Id id) {
    std::size_t hole = static_cast<std::uint32_t>(hash) & mask();
    while (slots_[hole].id != id) hole = (hole + 1) & mask();
    // Backward shift: what was pushed past the freed slot moves back, so that no tombstones pile up
    // under whiteouts.
    for (std::size_t at = (hole + 1) & mask(); slots_[at].id != kNone; at = (at + 1) & mask()) {
      const std::size_t home = slots_[at].hash & mask();
      if (((at - home) & mask()) < ((at - hole) & mask())) continue;
      slots_[hole] = slots_[at];
      hole = at;
    }
    slots_[hole] = Slot{};
    --used_;
  }

  std::size_t size() const { return used_; }

 private:
  struct Slot {
    std::uint32_t hash = 0;
    Id id = kNone;
  };
  static constexpr std::size_t kFirstSlots = 1024;  // a power of two, as always

  std::size_t mask() const { return slots_.size() - 1; }

  void put(Slot slot) {
    std::size_t at = slot.hash & mask();
    while (slots_[at].id != kNone) at = (at + 1) & mask();
    slots_[at] = slot;
  }

  void grow() {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.id != kNone) put(slot);
    }
  }

  std::vector<Slot> slots_ = std::vector<Slot>(kFirstSlots);
  std::size_t used_ = 0;
};

}  // namespace oci2boot
