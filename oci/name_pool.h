// SPDX-License-Identifier: Apache-2.0
// File names, each text kept once: layers repeat the same few thousand names.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace oci2boot {

using NameId = std::uint32_t;

class NamePool {
 public:
  NamePool();

  NameId intern(std::string_view text);
  /// The id of `text` when it has been interned before.
  bool find(std::string_view text, NameId& id) const;
  /// Stays valid while the pool lives.
  std::string_view text(NameId id) const { return texts_[id]; }

 private:
  static constexpr NameId kEmpty = UINT32_MAX;

  std::size_t slot_of(std::string_view text) const;
  std::string_view keep(std::string_view text);
  void grow();

  std::vector<std::string_view> texts_;
  std::vector<NameId> slots_;  // open addressing, a power of two, kEmpty where free
  std::vector<std::unique_ptr<char[]>> blocks_;
  std::size_t block_left_ = 0;
  char* block_next_ = nullptr;
};

}  // namespace oci2boot
