// SPDX-License-Identifier: Apache-2.0
#include "oci/blocks.h"

#include <algorithm>
#include <cstring>

namespace oci2boot {

void SourceBlocks::next(Block& block) {
  Block filled = std::exchange(block, {});  // nothing, should reading fail
  filled.resize(kBlockSize);
  filled.resize(read_fully(*source_, filled));
  block = std::move(filled);
}

void VerifiedBlocks::next(Block& block) {
  blocks_->next(block);
  if (block.empty()) {
    verifier_.finish();
  } else {
    verifier_.add(block);
  }
}

std::span<const std::byte> BlockReader::peek() {
  if (position_ == block_.size()) {
    position_ = 0;
    blocks_->next(block_);
  }
  return std::span<const std::byte>(block_).subspan(position_);
}

std::span<const std::byte> BlockReader::take_most(std::uint64_t most) {
  const std::span<const std::byte> bytes = peek();
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), most));
  position_ += count;
  return bytes.first(count);
}

std::span<const std::byte> BlockReader::take(std::span<std::byte> room) {
  return take_most(room.size());
}

std::size_t BlockReader::read(std::span<std::byte> buffer) {
  const std::span<const std::byte> bytes = take_most(buffer.size());
  if (!bytes.empty()) std::memcpy(buffer.data(), bytes.data(), bytes.size());
  return bytes.size();
}

std::uint64_t BlockReader::skip(std::uint64_t count) {
  std::uint64_t skipped = 0;
  while (skipped < count) {
    const std::size_t taken = take_most(count - skipped).size();
    if (taken == 0) break;
    skipped += taken;
  }
  return skipped;
}

void BlockReader::next(Block& block) {
  peek();
  block_.erase(block_.begin(), block_.begin() + static_cast<std::ptrdiff_t>(position_));
  std::swap(block, block_);
  position_ = block_.size();
}

}  // namespace oci2boot
