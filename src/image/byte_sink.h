// SPDX-License-Identifier: Apache-2.0
// Where an output's bytes go: a file, standard output, or a compressor in front of one.
#pragma once

#include <cstddef>
#include <span>

namespace oci2boot {

class ByteSink {
 public:
  ByteSink() = default;
  virtual ~ByteSink() = default;
  ByteSink(const ByteSink&) = delete;
  ByteSink& operator=(const ByteSink&) = delete;

  /// Takes all of `bytes`, in order. Throws Error when they cannot be kept.
  virtual void write(std::span<const std::byte> bytes) = 0;

  /// No more bytes come: what was held back goes out. To be called once, after the last write; a
  /// sink that dies without it leaves something incomplete. A sink in front of another one does not
  /// finish that.
  virtual void finish() = 0;
};

}  // namespace oci2boot
