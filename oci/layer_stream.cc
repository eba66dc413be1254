// SPDX-License-Identifier: Apache-2.0
#include "oci/layer_stream.h"

#include <exception>
#include <utility>

#include "oci/read_ahead.h"
#include "oci2boot/decompress.h"
#include "oci2boot/error.h"

namespace oci2boot {

namespace {

// Blocks that wait for the next stage. Some stretches of a layer take longer to inflate, others
// longer to use: the last queue evens them out.
constexpr std::size_t kBlobBlocks = 3;
constexpr std::size_t kUnpackedBlocks = 3;
constexpr std::size_t kTarBlocks = 20;

/// Tells how much of the blob has been taken.
class CountedSource final : public ByteSource {
 public:
  CountedSource(std::unique_ptr<ByteSource> source, std::size_t layer, Progress& progress)
      : source_(std::move(source)), layer_(layer), progress_(progress) {
    progress_.unpacking(layer_, 0);
  }

  std::size_t read(std::span<std::byte> buffer) override {
    const std::size_t count = source_->read(buffer);
    bytes_ += count;
    if (count > 0) progress_.unpacking(layer_, bytes_);
    return count;
  }

 private:
  std::unique_ptr<ByteSource> source_;
  std::size_t layer_;
  Progress& progress_;
  std::uint64_t bytes_ = 0;
};

/// Unpacks a blob. Where that fails, the blob's own verdict goes first: that it is damaged tells
/// more than what an unpacker makes of the damage, and may be repaired.
class UnpackedBlob final : public ByteSource {
 public:
  explicit UnpackedBlob(std::unique_ptr<ByteSource> blob)
      : blob_(std::move(blob)), unpacked_(decompress(std::make_unique<Lent>(*this))) {}

  std::size_t read(std::span<std::byte> buffer) override {
    if (error_) std::rethrow_exception(error_);
    try {
      return unpacked_->read(buffer);
    } catch (const Error&) {
      error_ = std::current_exception();
    }
    if (!blob_has_failed_) drain(*blob_);
    std::rethrow_exception(error_);
  }

 private:
  class Lent final : public ByteSource {
   public:
    explicit Lent(UnpackedBlob& owner) : owner_(owner) {}

    std::size_t read(std::span<std::byte> buffer) override {
      try {
        return owner_.blob_->read(buffer);
      } catch (...) {
        owner_.blob_has_failed_ = true;
        throw;
      }
    }

    std::span<const std::byte> take(std::span<std::byte> room) override {
      try {
        return owner_.blob_->take(room);
      } catch (...) {
        owner_.blob_has_failed_ = true;
        throw;
      }
    }

   private:
    UnpackedBlob& owner_;
  };

  std::unique_ptr<ByteSource> blob_;
  bool blob_has_failed_ = false;
  std::exception_ptr error_;
  std::unique_ptr<ByteSource> unpacked_;  // reads from the above
};

/// Puts the layer's name in front of what goes wrong on the way.
class NamedBlocks final : public BlockStream {
 public:
  NamedBlocks(std::unique_ptr<BlockStream> blocks, std::string name)
      : blocks_(std::move(blocks)), name_(std::move(name)) {}

  void next(Block& block) override {
    try {
      blocks_->next(block);
    } catch (const Error& error) {
      throw error.within(name_);
    }
  }

 private:
  std::unique_ptr<BlockStream> blocks_;
  std::string name_;
};

bool is_packed(std::span<const std::byte> head) {
  return recognise_compression(head) != Compression::none;
}

}  // namespace

std::string layer_name(const Image& image, std::size_t index) {
  const Layer& layer = image.layers()[index];
  std::string name = "layer " + std::to_string(index + 1) + " of " +
                     std::to_string(image.layers().size()) + " of " + image.name();
  if (const auto& digest = layer.digest ? layer.digest : layer.diff_id) {
    name += " (" + digest->abbreviated() + ")";
  }
  return name;
}

LayerStream::LayerStream(const Image& image, std::size_t index, Progress& progress, unsigned jobs) {
  const auto beside = [&](std::unique_ptr<BlockStream> stage, std::size_t blocks) {
    if (jobs > 1) stage = std::make_unique<ReadAhead>(std::move(stage), blocks);
    return stage;
  };
  const Layer& layer = image.layers()[index];
  const std::string name = layer_name(image, index);
  auto blob = std::make_unique<BlockReader>(
      beside(std::make_unique<SourceBlocks>(
                 std::make_unique<CountedSource>(image.open_layer(index), index, progress)),
             kBlobBlocks));
  const bool packed = is_packed(blob->peek());
  std::unique_ptr<BlockStream> tar;
  if (packed) {
    tar = beside(std::make_unique<SourceBlocks>(std::make_unique<UnpackedBlob>(std::move(blob))),
                 kUnpackedBlocks);
  } else {
    tar = std::move(blob);
  }
  tar = std::make_unique<NamedBlocks>(std::move(tar), name);
  if (!packed && layer.digest && layer.digest == layer.diff_id) {
    known_digest_ = layer.digest;  // the blob's, which open_layer() verifies
  } else {
    auto verified = std::make_unique<VerifiedBlocks>(
        std::move(tar), Verifier(layer.diff_id, std::nullopt, name + ", unpacked,"));
    verified_ = verified.get();
    tar = beside(std::move(verified), kTarBlocks);
  }
  tar_ = std::make_unique<BlockReader>(std::move(tar));
}

}  // namespace oci2boot
