// SPDX-License-Identifier: Apache-2.0
#include "src/image/tar_reader.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "oci2boot/flatten.h"
#include "oci2boot/image.h"
#include "src/image/packed_part.h"

namespace oci2boot {
namespace {

/// All packed streams of a file, one behind the other; what is not packed is given as it is.
class UnpackedFile final : public ByteSource {
 public:
  explicit UnpackedFile(std::unique_ptr<ByteSource> file)
      : file_(std::move(file)), window_(*file_), part_(PackedPart::recognise(window_)) {}

  std::size_t read(std::span<std::byte> buffer) override {
    while (part_) {
      if (const std::size_t count = part_->read(buffer)) return count;
      window_.skip_zeros();  // what tools fill files up with
      if (!window_.fill()) return 0;
      part_ = PackedPart::recognise(window_);
    }
    window_.fill();
    const std::size_t count = std::min(buffer.size(), window_.bytes().size());
    std::copy_n(window_.bytes().begin(), count, buffer.begin());
    window_.take(count);
    return count;
  }

 private:
  std::unique_ptr<ByteSource> file_;
  ByteWindow window_;
  std::unique_ptr<PackedPart> part_;
};

/// The archive as an image of one layer.
class ArchiveImage final : public Image {
 public:
  explicit ArchiveImage(std::function<std::unique_ptr<ByteSource>()> open)
      : open_(std::move(open)), layers_(1) {}

  const std::string& name() const override { return name_; }
  const std::optional<Digest>& manifest_digest() const override { return no_digest_; }
  const std::optional<Digest>& id() const override { return no_digest_; }
  const ImageConfig& config() const override { return config_; }
  const ImageOrigin& origin() const override { return origin_; }
  const std::vector<Layer>& layers() const override { return layers_; }
  std::unique_ptr<ByteSource> open_layer(std::size_t /*index*/) const override {
    return std::make_unique<UnpackedFile>(open_());
  }

 private:
  std::function<std::unique_ptr<ByteSource>()> open_;
  std::string name_ = "the archive";
  std::optional<Digest> no_digest_;
  ImageConfig config_;
  ImageOrigin origin_;
  std::vector<Layer> layers_;
};

}  // namespace

void read_tar(const std::function<std::unique_ptr<ByteSource>()>& open, RootFilesystem& root,
              const Limits& limits, const WarningSink& warn) {
  flatten(ArchiveImage(open), root, limits, warn);
}

}  // namespace oci2boot
