// SPDX-License-Identifier: Apache-2.0
// What all images are but for where their layers' bytes come from.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "oci2boot/image.h"
#include "oci2boot/image_source.h"

namespace oci2boot {

struct ImageDescription {
  std::string name;
  std::optional<Digest> manifest_digest;
  std::optional<Digest> id;
  ImageConfig config;
  ImageOrigin origin;
  std::vector<Layer> layers;
};

/// Checks what every image must satisfy before its layers are touched: as many diff IDs as layers,
/// layers of a kind that can be unpacked, and a configuration for the wanted platform (whose parts
/// fill what the configuration leaves open). Throws Error (invalid_image).
void check_image(ImageDescription& description, const SourceOptions& options);

/// An Image whose description is complete; open_layer() is left to each kind.
class DescribedImage : public Image {
 public:
  explicit DescribedImage(ImageDescription description) : description_(std::move(description)) {}

  const std::string& name() const override { return description_.name; }
  const std::optional<Digest>& manifest_digest() const override {
    return description_.manifest_digest;
  }
  const std::optional<Digest>& id() const override { return description_.id; }
  const ImageConfig& config() const override { return description_.config; }
  const ImageOrigin& origin() const override { return description_.origin; }
  const std::vector<Layer>& layers() const override { return description_.layers; }

 protected:
  ImageDescription description_;
};

}  // namespace oci2boot
