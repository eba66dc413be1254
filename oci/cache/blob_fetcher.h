// SPDX-License-Identifier: Apache-2.0
// Brings the blobs of one image here, several at once, and gives each out while it still arrives.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "oci/cache/blob_origin.h"
#include "oci2boot/blob_cache.h"
#include "oci2boot/byte_source.h"
#include "oci2boot/registry_options.h"

namespace oci2boot {

/// What is told of a blob while it is fetched, by the thread that fetches it: several may at once.
/// `blob` is its place in the list.
struct FetchObserver {
  std::function<void(std::size_t blob, std::uint64_t bytes, std::uint64_t resumed)> arriving;
  std::function<void(std::size_t blob)> waiting;  ///< for another process that downloads it
  std::function<void(std::size_t blob, bool was_here)> arrived;
};

/// Every blob is taken from the cache, or else downloaded into it: appended to a partial file that
/// this process has locked, verified while it arrives, and named when it is whole. Another process
/// that wants the same blob waits for the lock. A partial file outlives a failure and a killed
/// process; the next to come goes on where it ends.
class BlobFetcher {
 public:
  struct Request {
    std::vector<Descriptor> blobs;  ///< fetched in this order; a digest may come more than once
    /// Null: nothing may be downloaded; a blob that is not in the cache is an Error (not_found).
    BlobOrigin* origin = nullptr;
    Patience patience;
    unsigned parallel = 3;
    /// Blobs that are in the cache already are verified, and damaged ones fetched anew, before they
    /// are told to have arrived. Otherwise that is left to whoever reads them.
    bool verifies_cached = false;
    FetchObserver observer;
  };

  /// Starts at once. `cache` (and the origin) must outlive this object.
  BlobFetcher(const BlobCache& cache, Request request);
  /// Stops what is still running; partial files stay for the next time.
  ~BlobFetcher();
  BlobFetcher(const BlobFetcher&) = delete;
  BlobFetcher& operator=(const BlobFetcher&) = delete;

  /// The bytes of a blob, as far as they are here, and waiting where they are not. They are
  /// verified by the time read() returns 0. May be called more than once for a blob, from any
  /// thread; must not outlive this object. read() throws what went wrong with the download, or
  /// Error (verification_failed); what was damaged, of other blobs in the list too, has then been
  /// removed from the cache, and the error says is_repairable() when fetching anew may heal it.
  std::unique_ptr<ByteSource> open(std::size_t blob) const;

  /// Waits until all blobs have arrived. Throws like open()'s read().
  void wait() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace oci2boot
