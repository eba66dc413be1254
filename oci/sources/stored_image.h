// SPDX-License-Identifier: Apache-2.0
// An image whose blobs are files of a layout or an archive, but for foreign layers that it lacks.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "oci/file_set.h"
#include "oci/sources/described_image.h"
#include "oci/sources/fetched_layers.h"

namespace oci2boot {

/// Where a layer's bytes are.
struct StoredLayer {
  std::string path;                     ///< in the image's files
  std::optional<std::string> embedded;  ///< or in the manifest, when there is no such file
};

class StoredImage final : public DescribedImage {
 public:
  /// One element of `stored` for each layer; the one of a layer that `fetched` has counts nothing.
  /// `fetched` may be null.
  StoredImage(ImageDescription description, std::shared_ptr<const FileSet> files,
              std::vector<StoredLayer> stored, std::unique_ptr<const FetchedLayers> fetched)
      : DescribedImage(std::move(description)),
        files_(std::move(files)),
        stored_(std::move(stored)),
        fetched_(std::move(fetched)) {}

  std::unique_ptr<ByteSource> open_layer(std::size_t index) const override;
  void fetch_layers() const override;

 private:
  std::shared_ptr<const FileSet> files_;
  std::vector<StoredLayer> stored_;
  std::unique_ptr<const FetchedLayers> fetched_;
};

}  // namespace oci2boot
