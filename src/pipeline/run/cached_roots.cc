// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/run/cached_roots.h"

#include <algorithm>
#include <chrono>

namespace oci2boot {

namespace {

bool is_too_old(const StoredRoot& root, const PruneRequest& request) {
  if (!request.older_than) return false;
  const auto age = std::chrono::system_clock::now() - root.last_used;
  return std::chrono::duration_cast<std::chrono::seconds>(age) >= *request.older_than;
}

}  // namespace

CachedRoots list_roots(const BlobCache& cache) {
  const RootStore store(cache.folder());
  CachedRoots cached{store.list(), 0, store.kernel_bytes()};
  for (const StoredRoot& root : cached.roots) cached.bytes += root.size;
  return cached;
}

PrunedCache prune_cache(const BlobCache& cache, const PruneRequest& request) {
  const RootStore store(cache.folder());
  const CachedRoots before = list_roots(cache);
  const CacheContents contents = cache.contents();
  std::uint64_t held = contents.blob_bytes + contents.partial_bytes + before.bytes;
  PrunedCache pruned;
  store.remove_leftovers();
  for (const StoredRoot& root : before.roots) {
    const bool is_too_much =
        request.keep_bytes && held + store.kernel_bytes() > *request.keep_bytes;
    if (!is_too_much && !is_too_old(root, request)) continue;
    if (!store.remove(root.name)) {
      ++pruned.roots_in_use;
      continue;
    }
    ++pruned.roots;
    held -= root.size;
    store.remove_leftovers();  // its kernel, where it was the last one that had it
  }

  const CachedRoots after = list_roots(cache);
  const std::uint64_t left = after.bytes + after.kernel_bytes;
  const std::uint64_t all = before.bytes + before.kernel_bytes;
  pruned.root_bytes = all - std::min(all, left);
  PruneRequest of_blobs = request;
  if (request.keep_bytes) {
    of_blobs.keep_bytes = *request.keep_bytes - std::min(*request.keep_bytes, left);
  }
  pruned.blobs = cache.prune(of_blobs);
  return pruned;
}

}  // namespace oci2boot
