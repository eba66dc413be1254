// SPDX-License-Identifier: Apache-2.0
// A stream read in blocks and pieces, with a count of the bytes that have gone by.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "oci2boot/byte_source.h"

namespace oci2boot {

class TarInput {
 public:
  /// `source` must outlive the input.
  explicit TarInput(ByteSource& source) : source_(source), buffer_(kBufferSize) {}

  /// Up to `most` of the bytes that come next, and passes over them; none only at the stream's end.
  /// They are valid until the next call.
  std::span<const std::byte> take(std::uint64_t most);

  /// Fills `buffer` as far as the stream goes; returns how far.
  std::size_t read(std::span<std::byte> buffer);

  /// Passes over `count` bytes; returns how many there were.
  std::uint64_t skip(std::uint64_t count);

  std::uint64_t position() const { return position_; }

 private:
  static constexpr std::size_t kBufferSize = 256U << 10;

  std::span<const std::byte> take_ready(std::uint64_t most);

  ByteSource& source_;
  std::vector<std::byte> buffer_;     // where the source has no bytes to lend
  std::span<const std::byte> ready_;  // what it gave last, and nobody has taken yet
  std::uint64_t position_ = 0;
};

}  // namespace oci2boot
