// SPDX-License-Identifier: Apache-2.0
// The bytes at the front of a stream: looked at, taken, and then the next ones.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "oci2boot/byte_source.h"

namespace oci2boot {

class ByteWindow {
 public:
  /// How many bytes can be looked at in one piece.
  static constexpr std::size_t kSize = std::size_t{256} << 10;

  /// `source` must outlive the window.
  explicit ByteWindow(ByteSource& source) : source_(source), buffer_(kSize) {}

  /// Makes at least `wanted` (at most kSize) bytes available; false when the stream has fewer left.
  bool fill(std::size_t wanted = 1);

  /// What is available.
  std::span<const std::byte> bytes() const {
    return std::span(buffer_).subspan(begin_, end_ - begin_);
  }

  /// Takes the first `count` of them.
  void take(std::size_t count) {
    begin_ += count;
    position_ += count;
  }

  /// Passes over `count` bytes, available or not; false when the stream has fewer left.
  bool skip(std::uint64_t count);

  /// Passes over the zeros at the front.
  void skip_zeros();

  /// How many bytes of the stream were taken.
  std::uint64_t position() const { return position_; }

 private:
  ByteSource& source_;
  std::vector<std::byte> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::uint64_t position_ = 0;
};

}  // namespace oci2boot
