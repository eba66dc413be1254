// SPDX-License-Identifier: Apache-2.0
// Layers of one image that are brought into the cache when somebody wants them: all layers of an
// image in a registry, and those that a layout leaves to their urls.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "oci/cache/blob_fetcher.h"
#include "oci2boot/blob_cache.h"
#include "oci2boot/image_source.h"

namespace oci2boot {

/// What the caller of open_image() wants, with the pauses between tries told to its Progress.
RegistryOptions told_of_pauses(const SourceOptions& options);

class FetchedLayers {
 public:
  struct Wanted {
    std::size_t layer;  ///< its place in the image, for Progress
    Descriptor blob;
  };

  /// `wanted` is in the order of the image's layers. Fetches nothing yet. `origin` is null when
  /// nothing may be fetched (Pull::never).
  FetchedLayers(std::vector<Wanted> wanted, std::unique_ptr<BlobOrigin> origin,
                const SourceOptions& options);

  bool has(std::size_t layer) const { return place_of(layer).has_value(); }

  /// The verified bytes of a layer that it has(). The first call starts the download of all.
  std::unique_ptr<ByteSource> open(std::size_t layer) const;

  /// Returns once all are in the cache and have been verified; where none is kept, at once.
  void fetch() const;

 private:
  BlobFetcher::Request request() const;
  std::optional<std::size_t> place_of(std::size_t layer) const;

  BlobCache cache_;
  std::vector<Wanted> wanted_;  // the newest layer first, as flatten() reads them
  std::unique_ptr<BlobOrigin> origin_;
  Patience patience_;
  unsigned parallel_;
  Progress* progress_;
  mutable std::once_flag started_;
  mutable std::unique_ptr<BlobFetcher> fetcher_;  // last: it uses all of the above
};

}  // namespace oci2boot
