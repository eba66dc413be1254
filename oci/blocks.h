// SPDX-License-Identifier: Apache-2.0
// A stream in blocks that are handed on whole: the stages of a layer's way, each on a thread of its
// own, pass memory to each other instead of copying bytes.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "oci/verifier.h"
#include "oci2boot/byte_source.h"

namespace oci2boot {

using Block = std::vector<std::byte>;

class BlockStream {
 public:
  static constexpr std::size_t kBlockSize = 512U << 10;

  BlockStream() = default;
  virtual ~BlockStream() = default;
  BlockStream(const BlockStream&) = delete;
  BlockStream& operator=(const BlockStream&) = delete;

  /// Puts the bytes that come next into `block`: none only at the stream's end. The memory that
  /// `block` had may be used again. Throws Error when the bytes cannot be had.
  virtual void next(Block& block) = 0;
};

/// The bytes of a source, in full blocks but for the last one.
class SourceBlocks final : public BlockStream {
 public:
  explicit SourceBlocks(std::unique_ptr<ByteSource> source) : source_(std::move(source)) {}
  void next(Block& block) override;

 private:
  std::unique_ptr<ByteSource> source_;
};

/// The same blocks; at their end, digest and size are checked.
class VerifiedBlocks final : public BlockStream {
 public:
  VerifiedBlocks(std::unique_ptr<BlockStream> blocks, Verifier verifier)
      : blocks_(std::move(blocks)), verifier_(std::move(verifier)) {}
  void next(Block& block) override;

  /// Of the whole stream, once its end has been seen.
  const std::optional<Digest>& digest() const { return verifier_.digest(); }

 private:
  std::unique_ptr<BlockStream> blocks_;
  Verifier verifier_;
};

/// Blocks as a source, whose bytes are lent where they lie.
class BlockReader final : public ByteSource, public BlockStream {
 public:
  explicit BlockReader(std::unique_ptr<BlockStream> blocks) : blocks_(std::move(blocks)) {}

  /// What comes next, as far as it lies in one block, and does not pass over it.
  std::span<const std::byte> peek();

  std::size_t read(std::span<std::byte> buffer) override;
  std::span<const std::byte> take(std::span<std::byte> room) override;
  std::uint64_t skip(std::uint64_t count) override;
  void next(Block& block) override;

 private:
  std::span<const std::byte> take_most(std::uint64_t most);

  std::unique_ptr<BlockStream> blocks_;
  Block block_;
  std::size_t position_ = 0;
};

}  // namespace oci2boot
