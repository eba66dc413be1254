// SPDX-License-Identifier: Apache-2.0
// The whole cache folder: blobs of images, and the roots that runs have made of them.
#pragma once

#include <cstdint>
#include <vector>

#include "oci2boot/blob_cache.h"
#include "src/pipeline/run/root_store.h"

namespace oci2boot {

struct CachedRoots {
  std::vector<StoredRoot> roots;   ///< by their last use, the oldest first
  std::uint64_t bytes = 0;         ///< of them all
  std::uint64_t kernel_bytes = 0;  ///< of the kernels that they share
};

CachedRoots list_roots(const BlobCache& cache);

struct PrunedCache {
  std::size_t roots = 0;
  std::uint64_t root_bytes = 0;  ///< kernels included
  std::size_t roots_in_use = 0;  ///< that were to go and could not
  Pruned blobs;
};

/// With keep_bytes, roots go before blobs, which have to be fetched again: the least recently used
/// first, of either. Throws Error (output_failed).
PrunedCache prune_cache(const BlobCache& cache, const PruneRequest& request);

}  // namespace oci2boot
