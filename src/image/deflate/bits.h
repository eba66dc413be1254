// SPDX-License-Identifier: Apache-2.0
// The bits of a deflate stream, from the lowest of a byte to the highest (RFC 1951, 3.1.1).
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace oci2boot::deflate {

class Bits {
 public:
  static constexpr unsigned kAhead = 57;

  explicit Bits(std::span<const std::byte> stream) : stream_(stream) {}

  /// Of the next one.
  std::uint64_t position() const { return position_; }
  std::uint64_t end() const { return std::uint64_t{8} * stream_.size(); }

  /// The next ones, at least kAhead, the first one lowest. Behind the end there are zeros.
  std::uint64_t ahead() const {
    const auto at = static_cast<std::size_t>(position_ / 8);
    std::uint64_t word = 0;
    if (at + sizeof word <= stream_.size()) [[likely]] {
      std::memcpy(&word, stream_.data() + at, sizeof word);
      if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
    } else {
      for (std::size_t i = at; i < stream_.size(); ++i)
        word |= std::to_integer<std::uint64_t>(stream_[i]) << (8 * (i - at));
    }
    return word >> (position_ % 8);
  }

  void skip(std::uint64_t count) { position_ += count; }

  /// The next `count` ones, 32 at most, as a number.
  unsigned take(unsigned count) {
    const std::uint64_t bits = ahead() & ((std::uint64_t{1} << count) - 1);
    skip(count);
    return static_cast<unsigned>(bits);
  }

 private:
  std::span<const std::byte> stream_;
  std::uint64_t position_ = 0;
};

}  // namespace oci2boot::deflate
