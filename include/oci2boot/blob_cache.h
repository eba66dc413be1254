// SPDX-License-Identifier: Apache-2.0
// Blobs that have been fetched before: content-addressed files in one folder that any number of
// processes share. The folder's form is told in docs/cache.md.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "oci2boot/digest.h"
#include "oci2boot/manifest.h"
#include "oci2boot/warnings.h"

namespace oci2boot {

/// An image that the cache knows by name.
struct CachedImage {
  std::string name;  ///< the whole reference: "docker.io/library/alpine:latest"
  Digest digest;     ///< of its manifest or index
  /// Bytes of all blobs that are here and that this image needs, those that it shares included.
  std::uint64_t size = 0;
  bool complete = false;  ///< for at least one platform nothing needs to be fetched
  std::chrono::system_clock::time_point last_used;
};

struct CacheContents {
  std::vector<CachedImage> images;  ///< sorted by name
  std::size_t blobs = 0;
  std::uint64_t blob_bytes = 0;
  std::size_t partial_downloads = 0;
  std::uint64_t partial_bytes = 0;
};

/// What to remove. Nothing that meets neither is removed.
struct PruneRequest {
  std::optional<std::uint64_t> keep_bytes;  ///< the least recently used go until this is reached
  std::optional<std::chrono::seconds> older_than;  ///< everything that was not used for so long
};

struct Pruned {
  std::size_t files = 0;
  std::uint64_t bytes = 0;
};

/// Every method may be called from any thread, and while other processes use the same folder.
class BlobCache {
 public:
  /// Makes nothing yet. An empty folder: nothing is kept, and downloads go to unnamed files in
  /// `scratch_folder`.
  BlobCache(std::filesystem::path folder, std::filesystem::path scratch_folder)
      : folder_(std::move(folder)), scratch_folder_(std::move(scratch_folder)) {}

  const std::filesystem::path& folder() const { return folder_; }
  const std::filesystem::path& scratch_folder() const { return scratch_folder_; }
  bool keeps() const { return !folder_.empty(); }

  /// A manifest, index or configuration; nothing when it is not here. One that is damaged is
  /// removed, and is not here. `limit` bounds its size. Throws Error (failed) when it cannot be
  /// read.
  std::optional<std::string> read_document(const Digest& digest, std::uint64_t limit) const;
  /// Keeps a document, whose digest the caller has checked. That it cannot be kept is no error.
  void write_document(const Digest& digest, const std::string& bytes) const;

  /// What the name (Reference::text()) stood for when it was last asked for; nothing when it never
  /// was. Throws Error (failed) when that cannot be read.
  std::optional<Descriptor> find_reference(const std::string& name) const;
  void remember_reference(const std::string& name, const Descriptor& target) const;

  /// Throws Error (failed) when the folder cannot be read; one that does not exist is empty.
  CacheContents contents() const;
  /// Blobs in use are safe: whoever reads one goes on reading it. Partial downloads that are
  /// running are passed over. Throws Error (output_failed) when files cannot be removed.
  Pruned prune(const PruneRequest& request) const;

 private:
  std::filesystem::path folder_;
  std::filesystem::path scratch_folder_;
};

}  // namespace oci2boot
