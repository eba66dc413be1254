// SPDX-License-Identifier: Apache-2.0
#include "src/image/ordered_blocks.h"

#include <algorithm>
#include <utility>

namespace oci2boot {

OrderedBlocks::OrderedBlocks(ByteSink& to, std::size_t block_size, unsigned threads, Pack pack)
    : to_(to),
      block_size_(block_size),
      threads_(threads),
      pack_(std::move(pack)),
      workers_(threads) {}

void OrderedBlocks::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    // A full block waits for a further byte: only then is it known not to be the last one.
    if (block_.size() == block_size_) start(false);
    const std::size_t take = std::min(bytes.size(), block_size_ - block_.size());
    block_.insert(block_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(take));
    bytes = bytes.subspan(take);
  }
}

void OrderedBlocks::finish() {
  start(true);
  while (!under_way_.empty()) pass_on_first();
}

void OrderedBlocks::start(bool last) {
  // One more than are packed waits for the thread that is done first.
  if (under_way_.size() > threads_) pass_on_first();
  under_way_.push_back(
      workers_.begin([this, block = std::move(block_), last] { return pack_(block, last); }));
  block_ = {};
  if (!last) block_.reserve(block_size_);
}

void OrderedBlocks::pass_on_first() {
  std::future<Bytes> first = std::move(under_way_.front());
  under_way_.pop_front();
  to_.write(first.get());
}

}  // namespace oci2boot
