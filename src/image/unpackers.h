// SPDX-License-Identifier: Apache-2.0
// The other way round of packers.h: one packed stream by itself, as the kernel unpacks the parts of
// an initramfs (lib/decompress_*.c). Where it ends is known only by unpacking it, and what follows
// is left to the caller. (oci2boot/decompress.h reads all that a file holds as one stream.)
#pragma once

#include <cstddef>
#include <memory>
#include <span>

namespace oci2boot {

class Unpacker {
 public:
  Unpacker() = default;
  virtual ~Unpacker() = default;
  Unpacker(const Unpacker&) = delete;
  Unpacker& operator=(const Unpacker&) = delete;

  struct Step {
    std::size_t taken = 0;  ///< bytes of `packed` that are used up
    std::size_t made = 0;   ///< bytes at the front of `into` that are new
    bool ended = false;     ///< the stream has ended, behind the bytes that were taken
  };

  /// Goes on as far as `packed` (empty only where the bytes end) and `into` (not empty) allow; a
  /// step that takes and makes nothing wants more bytes. Throws Error: verification_failed for
  /// damaged data, invalid_image for what would need more memory than any initramfs does.
  virtual Step step(std::span<const std::byte> packed, std::span<std::byte> into) = 0;

  /// Whether the stream may end where its bytes end now. Most tell their end themselves.
  virtual bool may_end() const { return false; }
};

// Each for one format; the stream starts with its magic.
std::unique_ptr<Unpacker> unpack_gzip();
std::unique_ptr<Unpacker> unpack_bzip2();
std::unique_ptr<Unpacker> unpack_lzma();
std::unique_ptr<Unpacker> unpack_xz();
std::unique_ptr<Unpacker> unpack_lz4();
std::unique_ptr<Unpacker> unpack_zstd();

/// What all of them throw: "the gzip data is damaged".
[[noreturn]] void throw_damaged_stream(const char* format);
[[noreturn]] void throw_greedy_stream(const char* format);

}  // namespace oci2boot
