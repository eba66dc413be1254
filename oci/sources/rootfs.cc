// SPDX-License-Identifier: Apache-2.0
#include "oci/sources/rootfs.h"

#include <utility>

namespace oci2boot {

namespace {

class RootfsImage final : public Image {
 public:
  RootfsImage(std::string name, std::function<std::unique_ptr<ByteSource>()> open,
              const Platform& platform)
      : name_(std::move(name)), open_(std::move(open)), layers_(1) {
    config_.platform = platform;
  }

  const std::string& name() const override { return name_; }
  const std::optional<Digest>& manifest_digest() const override { return no_digest_; }
  const std::optional<Digest>& id() const override { return no_digest_; }
  const ImageConfig& config() const override { return config_; }
  const std::vector<Layer>& layers() const override { return layers_; }
  std::unique_ptr<ByteSource> open_layer(std::size_t /*index*/) const override { return open_(); }

 private:
  std::string name_;
  std::function<std::unique_ptr<ByteSource>()> open_;
  std::optional<Digest> no_digest_;
  ImageConfig config_;
  std::vector<Layer> layers_;
};

}  // namespace

std::unique_ptr<Image> open_rootfs(std::string name,
                                   std::function<std::unique_ptr<ByteSource>()> open,
                                   const SourceOptions& options) {
  return std::make_unique<RootfsImage>(std::move(name), std::move(open), options.platform);
}

}  // namespace oci2boot
