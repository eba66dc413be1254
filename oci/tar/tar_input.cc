// SPDX-License-Identifier: Apache-2.0
#include "oci/tar/tar_input.h"

#include <algorithm>
#include <cstring>

namespace oci2boot {

std::span<const std::byte> TarInput::take_ready(std::uint64_t most) {
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(ready_.size(), most));
  const std::span<const std::byte> bytes = ready_.first(count);
  ready_ = ready_.subspan(count);
  position_ += count;
  return bytes;
}

std::span<const std::byte> TarInput::take(std::uint64_t most) {
  if (ready_.empty()) ready_ = source_.take(buffer_);
  return take_ready(most);
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
  const std::uint64_t ready = take_ready(count).size();
  if (ready == count) return count;
  const std::uint64_t skipped = source_.skip(count - ready);
  position_ += skipped;
  return ready + skipped;
}

}  // namespace oci2boot
