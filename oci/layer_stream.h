// SPDX-License-Identifier: Apache-2.0
// A layer's tar stream, verified on both sides of its decompression. What costs time on the way has
// a thread each: reading and hashing the blob, unpacking it, hashing what comes out.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "oci/blocks.h"
#include "oci2boot/image.h"
#include "oci2boot/progress.h"

namespace oci2boot {

/// "layer 3 of 5 of alpine:latest (sha256:0123456789ab)"
std::string layer_name(const Image& image, std::size_t index);

/// A layer's tar stream. It must be read to its end: only then is it known to be what was declared.
/// Errors of reading it name the layer.
class LayerStream final : public ByteSource {
 public:
  /// `progress`, which may be told from another thread, outlives the stream, as does the image.
  /// With one job there are no other threads.
  LayerStream(const Image& image, std::size_t index, Progress& progress, unsigned jobs);

  std::size_t read(std::span<std::byte> buffer) override { return tar_->read(buffer); }
  std::span<const std::byte> take(std::span<std::byte> room) override { return tar_->take(room); }
  std::uint64_t skip(std::uint64_t count) override { return tar_->skip(count); }

  /// Of the whole stream, once its end has been seen.
  const Digest& digest() const { return verified_ ? *verified_->digest() : *known_digest_; }

 private:
  std::unique_ptr<BlockReader> tar_;
  const VerifiedBlocks* verified_ = nullptr;  // on the way to `tar_`, which owns it
  std::optional<Digest> known_digest_;
};

}  // namespace oci2boot
