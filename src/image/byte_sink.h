// SPDX-License-Identifier: Apache-2.0
// Where an output's bytes go: a file, standard output, or a compressor in front of one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "oci2boot/byte_source.h"

namespace oci2boot {

class ByteSink {
 public:
  ByteSink() = default;
  virtual ~ByteSink() = default;
  ByteSink(const ByteSink&) = delete;
  ByteSink& operator=(const ByteSink&) = delete;

  /// Takes all of `bytes`, in order. Throws Error when they cannot be kept.
  virtual void write(std::span<const std::byte> bytes) = 0;

  /// The same of the next `count` bytes of `source`. A sink that keeps bytes reads them where it
  /// keeps them. Throws Error, also when the source has fewer.
  virtual void write_from(ByteSource& source, std::uint64_t count);

  /// No more bytes come: what was held back goes out. To be called once, after the last write; a
  /// sink that dies without it leaves something incomplete. A sink in front of another one does not
  /// finish that.
  virtual void finish() = 0;

 protected:
  /// Reads up to `count` bytes into `room`; at least one, or it throws.
  static std::span<std::byte> read_some(ByteSource& source, std::span<std::byte> room,
                                        std::uint64_t count);
};

}  // namespace oci2boot
