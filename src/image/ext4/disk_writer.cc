// SPDX-License-Identifier: Apache-2.0
#include "src/image/ext4/disk_writer.h"

#include <algorithm>

#include "src/image/ext4/format.h"

namespace oci2boot {
namespace {

constexpr std::size_t kWriteSize = std::size_t{1} << 20;

}  // namespace

void DiskWriter::write(std::uint64_t offset, std::span<const std::byte> bytes) {
  if (offset != offset_ + pending_.size() || pending_.size() >= kWriteSize) {
    flush();
    offset_ = offset;
  }
  pending_.insert(pending_.end(), bytes.begin(), bytes.end());
}

void DiskWriter::flush() {
  if (!pending_.empty()) disk_.write(offset_, pending_);
  offset_ += pending_.size();
  pending_.clear();
}

void AreaWriter::write(std::span<const std::byte> blocks) {
  while (!blocks.empty()) {
    const std::uint64_t count =
        std::min<std::uint64_t>(blocks.size() / kExt4BlockSize, area_.in_a_row(next_));
    const auto piece = blocks.first(static_cast<std::size_t>(count * kExt4BlockSize));
    writer_.write(area_.on_disk(next_) * kExt4BlockSize, piece);
    blocks = blocks.subspan(piece.size());
    next_ += count;
  }
}

}  // namespace oci2boot
