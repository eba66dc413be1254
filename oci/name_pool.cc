// SPDX-License-Identifier: Apache-2.0
#include "oci/name_pool.h"

#include <cstring>
#include <functional>

#include "oci2boot/error.h"

namespace oci2boot {

namespace {
constexpr std::size_t kBlockBytes = 256U << 10;
constexpr std::size_t kFirstSlots = 1024;
}  // namespace

NamePool::NamePool() : slots_(kFirstSlots, kEmpty) {}

std::size_t NamePool::slot_of(std::string_view text) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = std::hash<std::string_view>{}(text)&mask;
  while (slots_[slot] != kEmpty && texts_[slots_[slot]] != text) slot = (slot + 1) & mask;
  return slot;
}

bool NamePool::find(std::string_view text, NameId& id) const {
  id = slots_[slot_of(text)];
  return id != kEmpty;
}

NameId NamePool::intern(std::string_view text) {
  std::size_t slot = slot_of(text);
  if (slots_[slot] != kEmpty) return slots_[slot];
  if (texts_.size() >= kEmpty - 1) throw Error(ErrorCode::invalid_image, "too many file names");
  if ((texts_.size() + 1) * 4 > slots_.size() * 3) {
    grow();
    slot = slot_of(text);
  }
  const auto id = static_cast<NameId>(texts_.size());
  texts_.push_back(keep(text));
  slots_[slot] = id;
  return id;
}

std::string_view NamePool::keep(std::string_view text) {
  if (text.size() > block_left_) {
    const std::size_t size = std::max(text.size(), kBlockBytes);
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(size));
    block_next_ = blocks_.back().get();
    block_left_ = size;
  }
  std::memcpy(block_next_, text.data(), text.size());
  const std::string_view kept(block_next_, text.size());
  block_next_ += text.size();
  block_left_ -= text.size();
  return kept;
}

void NamePool::grow() {
  slots_.assign(slots_.size() * 2, kEmpty);
  for (NameId id = 0; id < texts_.size(); ++id) slots_[slot_of(texts_[id])] = id;
}

}  // namespace oci2boot
