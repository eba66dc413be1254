// SPDX-License-Identifier: Apache-2.0
// File names, each text kept once: layers repeat the same few thousand names.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "oci/block_vector.h"
#include "oci/hash_slots.h"
#include "oci/keyed_hash.h"

namespace oci2boot {

using NameId = HashSlots::Id;

class NamePool {
 public:
  NameId intern(std::string_view text);
  /// The id of `text` when it has been interned before.
  bool find(std::string_view text, NameId& id) const;
  /// Stays valid while the pool lives.
  std::string_view text(NameId id) const { return texts_[id]; }

 private:
  NameId find(std::string_view text, std::uint64_t hash) const;
  std::string_view keep(std::string_view text);

  KeyedHash hash_;
  HashSlots slots_;
  BlockVector<std::string_view> texts_;
  std::vector<std::unique_ptr<char[]>> blocks_;
  std::size_t block_left_ = 0;
  char* block_next_ = nullptr;
};

}  // namespace oci2boot
