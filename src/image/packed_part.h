// SPDX-License-Identifier: Apache-2.0
// A packed stream that lies at the front of a window: recognised by its first bytes as the kernel
// does it (lib/decompress.c), unpacked to its end, and no byte of what follows is taken.
#pragma once

#include <memory>
#include <utility>

#include "oci2boot/byte_source.h"
#include "src/image/byte_window.h"
#include "src/image/unpackers.h"

namespace oci2boot {

class PackedPart final : public ByteSource {
 public:
  /// The stream at the front of `packed`, which must outlive it; null when what is there is none.
  /// Throws Error (invalid_image), naming it, for one of a kind that is not read.
  static std::unique_ptr<PackedPart> recognise(ByteWindow& packed);

  /// Throws Error (verification_failed) when the data is damaged or cut.
  std::size_t read(std::span<std::byte> buffer) override;

 private:
  PackedPart(ByteWindow& packed, const char* format, std::unique_ptr<Unpacker> unpacker)
      : packed_(packed), format_(format), unpacker_(std::move(unpacker)) {}

  ByteWindow& packed_;
  const char* format_;
  std::unique_ptr<Unpacker> unpacker_;
  bool ended_ = false;
};

}  // namespace oci2boot
