// SPDX-License-Identifier: Apache-2.0
#include "oci/name_pool.h"

#include <algorithm>
#include <cstring>

#include "oci2boot/error.h"

namespace oci2boot {

namespace {
constexpr std::size_t kBlockBytes = 256U << 10;
}  // namespace

NameId NamePool::find(std::string_view text, std::uint64_t hash) const {
  return slots_.find(hash, [&](NameId id) { return texts_[id] == text; });
}

bool NamePool::find(std::string_view text, NameId& id) const {
  id = find(text, hash_(text));
  return id != HashSlots::kNone;
}

NameId NamePool::intern(std::string_view text) {
  const std::uint64_t hash = hash_(text);
  if (const NameId known = find(text, hash); known != HashSlots::kNone) return known;
  if (texts_.size() >= HashSlots::kNone) {
    throw Error(ErrorCode::invalid_image, "too many file names");
  }
  const auto id = static_cast<NameId>(texts_.size());
  texts_.push_back(keep(text));
  slots_.insert(hash, id);
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

}  // namespace oci2boot
