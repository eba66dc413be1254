// SPDX-License-Identifier: Apache-2.0
#include "oci/tar/tar_input.h"

#include <algorithm>
#include <cstring>

namespace oci2boot {

std::span<const std::byte> TarInput::take_buffered(std::uint64_t most) {
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(end_ - begin_, most));
  const std::span<const std::byte> bytes(buffer_.data() + begin_, count);
  begin_ += count;
  position_ += count;
  return bytes;
}

std::span<const std::byte> TarInput::take(std::uint64_t most) {
  if (begin_ == end_) {
    begin_ = 0;
    end_ = source_.read(buffer_);
  }
  return take_buffered(most);
}

std::size_t TarInput::read(std::span<std::byte> buffer) {
  std::size_t filled = 0;
  while (filled < buffer.size()) {
    const std::span<const std::byte> bytes = take(buffer.size() - filled);
    if (bytes.empty()) break;
    std::memcpy(buffer.data() + filled, bytes.data(), bytes.size());
    filled += bytes.size();
  }
  return filled;
}

std::uint64_t TarInput::skip(std::uint64_t count) {
  const std::uint64_t buffered = take_buffered(count).size();
  if (buffered == count) return count;
  const std::uint64_t skipped = source_.skip(count - buffered);
  position_ += skipped;
  return buffered + skipped;
}

}  // namespace oci2boot
