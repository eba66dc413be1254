// SPDX-License-Identifier: Apache-2.0
#include "oci/sources/rootfs.h"

#include <utility>

#include "oci/sources/described_image.h"

namespace oci2boot {

namespace {

class RootfsImage final : public DescribedImage {
 public:
  RootfsImage(ImageDescription description, std::function<std::unique_ptr<ByteSource>()> open)
      : DescribedImage(std::move(description)), open_(std::move(open)) {}

  std::unique_ptr<ByteSource> open_layer(std::size_t /*index*/) const override { return open_(); }

 private:
  std::function<std::unique_ptr<ByteSource>()> open_;
};

}  // namespace

std::unique_ptr<Image> open_rootfs(std::string name,
                                   std::function<std::unique_ptr<ByteSource>()> open,
                                   const SourceOptions& options) {
  ImageDescription description;
  description.name = std::move(name);
  description.config.platform = options.platform;
  description.origin.platforms = {options.platform};
  description.layers.resize(1);
  return std::make_unique<RootfsImage>(std::move(description), std::move(open));
}

}  // namespace oci2boot
