// SPDX-License-Identifier: Apache-2.0
// The packed side of a decompressor: a window of bytes over a source that is refilled when used up.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "oci2boot/byte_source.h"

namespace oci2boot {

class PackedInput {
 public:
  explicit PackedInput(std::unique_ptr<ByteSource> source)
      : source_(std::move(source)), buffer_(kSize + kMostTakenBack) {}

  /// The bytes that are at hand. Empty only before fill() and at the end.
  std::span<const std::byte> bytes() const { return bytes_; }

  void consume(std::size_t count);

  /// A decompressor may have looked further than its stream goes, even into bytes that came before
  /// those at hand.
  static constexpr std::size_t kMostTakenBack = 8;
  /// Makes the last `count` bytes that were consumed available again; false when they are more than
  /// that, or than there were.
  bool take_back(std::size_t count);

  /// Makes at least `wanted` (at most kSize) bytes available; false when the stream has fewer left.
  bool fill(std::size_t wanted = 1);

  /// Passes over zero bytes, which tools pad streams with. True when that was all there was.
  bool only_zeros_left();

 private:
  static constexpr std::size_t kSize = 512U << 10;

  void gather(std::size_t wanted);

  std::unique_ptr<ByteSource> source_;
  std::vector<std::byte> buffer_;
  std::span<const std::byte> bytes_;              // in the buffer, or lent by the source
  std::array<std::byte, kMostTakenBack> last_{};  // that were consumed, the latest at the end
  std::size_t last_count_ = 0;
};

/// Decompressors of one format each. The stream starts with that format's magic.
std::unique_ptr<ByteSource> inflate_gzip(PackedInput input);
std::unique_ptr<ByteSource> inflate_zstd(PackedInput input);
std::unique_ptr<ByteSource> inflate_xz(PackedInput input);
std::unique_ptr<ByteSource> inflate_bzip2(PackedInput input);

/// What every decompressor throws: "the FORMAT data is WHAT".
[[noreturn]] void throw_damaged(const std::string& format, const std::string& what);
/// For whole data that asks for more than we give: "the FORMAT data is WHAT, which is not
/// supported".
[[noreturn]] void throw_unsupported(const std::string& format, const std::string& what);

}  // namespace oci2boot
