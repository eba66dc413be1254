// SPDX-License-Identifier: Apache-2.0
// An image whose blobs are files of a layout or an archive.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "oci/file_set.h"
#include "oci2boot/image.h"
#include "oci2boot/image_source.h"

namespace oci2boot {

class StoredImage final : public Image {
 public:
  struct Parts {
    std::shared_ptr<const FileSet> files;
    std::string name;
    std::optional<Digest> manifest_digest;
    std::optional<Digest> id;
    ImageConfig config;
    std::vector<Layer> layers;
    std::vector<std::string> layer_paths;  // in `files`, one for each layer
    std::vector<std::optional<std::string>>
        embedded;  // a layer's bytes, where the manifest has them
  };

  explicit StoredImage(Parts parts) : parts_(std::move(parts)) {}

  const std::string& name() const override { return parts_.name; }
  const std::optional<Digest>& manifest_digest() const override { return parts_.manifest_digest; }
  const std::optional<Digest>& id() const override { return parts_.id; }
  const ImageConfig& config() const override { return parts_.config; }
  const std::vector<Layer>& layers() const override { return parts_.layers; }
  std::unique_ptr<ByteSource> open_layer(std::size_t index) const override;

 private:
  Parts parts_;
};

/// Checks what every image must satisfy before its layers are touched: as many diff IDs as layers,
/// layers of a kind that can be unpacked, and a configuration for the wanted platform (whose parts
/// fill what the configuration leaves open). Throws Error (invalid_image).
void check_image(StoredImage::Parts& parts, const SourceOptions& options);

}  // namespace oci2boot
