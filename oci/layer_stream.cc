// SPDX-License-Identifier: Apache-2.0
#include "oci/layer_stream.h"

#include <utility>

#include "oci/read_ahead.h"
#include "oci2boot/decompress.h"
#include "oci2boot/error.h"

namespace oci2boot {

namespace {

constexpr std::size_t kPackedBuffers = 4;
// Some stretches of a layer take longer to inflate, others longer to use: this evens them out.
constexpr std::size_t kUnpackedBuffers = 24;

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
    try {
      return unpacked_->read(buffer);
    } catch (const Error&) {
      if (!blob_has_failed_) drain(*blob_);
      throw;
    }
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

   private:
    UnpackedBlob& owner_;
  };

  std::unique_ptr<ByteSource> blob_;
  bool blob_has_failed_ = false;
  std::unique_ptr<ByteSource> unpacked_;  // reads from the above
};

/// Puts the layer's name in front of what goes wrong while it is unpacked.
class NamedSource final : public ByteSource {
 public:
  NamedSource(std::unique_ptr<ByteSource> source, std::string name)
      : source_(std::move(source)), name_(std::move(name)) {}

  std::size_t read(std::span<std::byte> buffer) override {
    try {
      return source_->read(buffer);
    } catch (const Error& error) {
      throw error.within(name_);
    }
  }

 private:
  std::unique_ptr<ByteSource> source_;
  std::string name_;
};

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

std::unique_ptr<VerifiedSource> open_layer_stream(const Image& image, std::size_t index,
                                                  Progress& progress) {
  const Layer& layer = image.layers()[index];
  const std::string name = layer_name(image, index);
  // Three threads take turns on the cores: reading and hashing the blob, inflating it, and hashing
  // and using what comes out.
  auto blob = std::make_unique<ReadAhead>(
      std::make_unique<CountedSource>(image.open_layer(index), index, progress), kPackedBuffers);
  auto unpacked = std::make_unique<NamedSource>(
      std::make_unique<ReadAhead>(std::make_unique<UnpackedBlob>(std::move(blob)),
                                  kUnpackedBuffers),
      name);
  return std::make_unique<VerifiedSource>(std::move(unpacked), layer.diff_id, std::nullopt,
                                          name + ", unpacked,");
}

}  // namespace oci2boot
