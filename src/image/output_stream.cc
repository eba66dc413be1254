// SPDX-License-Identifier: Apache-2.0
#include "src/image/output_stream.h"

#include <algorithm>
#include <utility>

#include "src/image/write_fully.h"

namespace oci2boot {
namespace {

constexpr std::size_t kBlockSize = std::size_t{1} << 20;

}  // namespace

OutputStream::OutputStream(OutputFile& file) : file_(file) {}

void OutputStream::write(std::span<const std::byte> bytes) {
  size_ += bytes.size();
  while (!bytes.empty()) {
    if (block_.size() == kBlockSize) pass_on();
    const auto part = bytes.first(std::min(bytes.size(), kBlockSize - block_.size()));
    block_.insert(block_.end(), part.begin(), part.end());
    bytes = bytes.subspan(part.size());
  }
}

void OutputStream::pass_on() {
  if (!writer_) writer_ = std::make_unique<WriteBehind>(file_.descriptor(), file_.description());
  Block used = under_way_.valid() ? under_way_.get() : Block();
  under_way_ = std::async(std::launch::async, [this, block = std::move(block_)]() mutable {
    return hash_and_write(std::move(block));
  });
  block_ = std::move(used);
  block_.reserve(kBlockSize);
}

/// Returns the memory, to be used again.
OutputStream::Block OutputStream::hash_and_write(Block block) {
  hasher_.update(block);
  writer_->write(written_, block);
  written_ += block.size();
  block.clear();
  return block;
}

void OutputStream::finish() {
  if (under_way_.valid()) under_way_.get();
  if (writer_) {
    hash_and_write(std::move(block_));
    writer_->settle();
    writer_.reset();
  } else {
    hasher_.update(block_);
    write_fully_at(file_.descriptor(), 0, block_, file_.description());
  }
  block_ = {};
  digest_ = hasher_.finish();
}

}  // namespace oci2boot
