// SPDX-License-Identifier: Apache-2.0
// An image whose blobs are files of a layout or an archive.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "oci/file_set.h"
#include "oci/sources/described_image.h"

namespace oci2boot {

/// Where a layer's bytes are.
struct StoredLayer {
  std::string path;                     ///< in the image's files
  std::optional<std::string> embedded;  ///< or in the manifest, when there is no such file
};

class StoredImage final : public DescribedImage {
 public:
  /// One element of `stored` for each layer.
  StoredImage(ImageDescription description, std::shared_ptr<const FileSet> files,
              std::vector<StoredLayer> stored)
      : DescribedImage(std::move(description)),
        files_(std::move(files)),
        stored_(std::move(stored)) {}

  std::unique_ptr<ByteSource> open_layer(std::size_t index) const override;

 private:
  std::shared_ptr<const FileSet> files_;
  std::vector<StoredLayer> stored_;
};

}  // namespace oci2boot
