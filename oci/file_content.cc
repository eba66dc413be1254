// SPDX-License-Identifier: Apache-2.0
#include "oci/file_content.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace oci2boot {

namespace {

bool all_zero(std::span<const std::byte> bytes) {
  // Each byte is compared with the one before it: as fast as memory is read, and over at the first
  // byte of most files.
  return bytes.front() == std::byte{0} &&
         std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0;
}

}  // namespace

void FileContent::add(std::uint64_t offset, std::span<const std::byte> bytes) {
  if (offset != end_) {
    end_zeros(end_);
    end_ = offset;
  }
  while (!bytes.empty()) {
    const auto size =
        static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), kWindow - end_ % kWindow));
    add_within_window(end_, bytes.first(size));
    end_ += size;
    bytes = bytes.subspan(size);
  }
}

void FileContent::add_within_window(std::uint64_t offset, std::span<const std::byte> bytes) {
  const std::uint64_t window = offset / kWindow;
  if (window != data_window_ && all_zero(bytes)) {
    zeros_ += bytes.size();
    return;
  }
  // Zeros in front of other bytes of the same window are data like these.
  const std::uint64_t in_window = std::min(zeros_, offset % kWindow);
  zeros_ -= in_window;
  end_zeros(offset - in_window);
  store_zeros(offset - in_window, in_window);
  store(offset, bytes);
  data_window_ = window;
}

/// Decides what the zeros before `at` become.
void FileContent::end_zeros(std::uint64_t at) {
  if (zeros_ < kLeastZeros) {
    store_zeros(at - zeros_, zeros_);
  } else {
    extents_.push_back({at - zeros_, zeros_, Extent::kZeros});
  }
  zeros_ = 0;
}

void FileContent::store_zeros(std::uint64_t offset, std::uint64_t count) {
  static constexpr std::array<std::byte, kWindow> kZeros{};
  while (count > 0) {
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(count, kZeros.size()));
    store(offset, std::span(kZeros).first(size));
    offset += size;
    count -= size;
  }
}

/// With blocks, what lies between two pieces of data in one block is data too, and a piece that
/// does not begin its block has zeros in front.
void FileContent::begin_piece(std::uint64_t offset) {
  static constexpr std::array<std::byte, kWindow> kZeros{};
  const std::uint64_t block = store_.block_size();
  const std::uint64_t begin = offset - offset % block;
  if (stored_end_ && *stored_end_ > begin) {
    append(*stored_end_, std::span(kZeros).first(static_cast<std::size_t>(offset - *stored_end_)));
    return;
  }
  store_.begin_block();
  if (!extents_.empty() && extents_.back().store_offset == Extent::kZeros) {
    Extent& zeros = extents_.back();  // longer than a block
    zeros.length = std::min(zeros.length, begin - zeros.file_offset);
  }
  if (begin < offset) {
    append(begin, std::span(kZeros).first(static_cast<std::size_t>(offset - begin)));
  }
}

void FileContent::store(std::uint64_t offset, std::span<const std::byte> bytes) {
  if (offset != stored_end_ && !bytes.empty()) begin_piece(offset);
  append(offset, bytes);
}

void FileContent::append(std::uint64_t offset, std::span<const std::byte> bytes) {
  if (bytes.empty()) return;
  const std::uint64_t at = store_.append(bytes);
  stored_end_ = offset + bytes.size();
  if (!extents_.empty()) {
    Extent& last = extents_.back();
    if (last.store_offset != Extent::kZeros && last.file_offset + last.length == offset &&
        last.store_offset + last.length == at) {
      last.length += bytes.size();
      return;
    }
  }
  extents_.push_back({offset, bytes.size(), at});
}

std::vector<Extent> FileContent::finish() {
  end_zeros(end_);
  return std::move(extents_);
}

}  // namespace oci2boot
