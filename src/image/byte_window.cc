// SPDX-License-Identifier: Apache-2.0
#include "src/image/byte_window.h"

#include <algorithm>
#include <cstring>

namespace oci2boot {

bool ByteWindow::fill(std::size_t wanted) {
  if (end_ - begin_ >= wanted) return true;
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  while (end_ < wanted) {
    const std::size_t count = source_.read(std::span(buffer_).subspan(end_));
    if (count == 0) return false;
    end_ += count;
  }
  return true;
}

bool ByteWindow::skip(std::uint64_t count) {
  const std::uint64_t here = std::min<std::uint64_t>(count, end_ - begin_);
  take(static_cast<std::size_t>(here));
  if (here == count) return true;
  const std::uint64_t skipped = source_.skip(count - here);
  position_ += skipped;
  return skipped == count - here;
}

void ByteWindow::skip_zeros() {
  while (fill() && bytes().front() == std::byte{0}) {
    const auto all = bytes();
    const auto other =
        std::find_if(all.begin(), all.end(), [](std::byte byte) { return byte != std::byte{0}; });
    take(static_cast<std::size_t>(other - all.begin()));
  }
}

}  // namespace oci2boot
