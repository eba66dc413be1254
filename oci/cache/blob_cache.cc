// SPDX-License-Identifier: Apache-2.0
#include "oci2boot/blob_cache.h"

#include "oci/cache/cache_file.h"
#include "oci/cache/cached_blob.h"
#include "oci/cache/reference_record.h"
#include "oci2boot/error.h"

namespace oci2boot {

namespace {

std::optional<Reference> parse_reference(const std::string& name) {
  try {
    return Reference::parse(name);
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace

std::optional<std::string> BlobCache::read_document(const Digest& digest,
                                                    std::uint64_t limit) const {
  if (!keeps()) return std::nullopt;
  const std::filesystem::path path = CacheFolder(folder_).blob(digest);
  const std::shared_ptr<const CacheFile> file = CacheFile::open(path);
  if (!file || file->size() > limit) return std::nullopt;
  std::optional<std::string> bytes = read_verified(*file, digest, limit);
  if (bytes) {
    file->touch();
  } else {
    remove_damaged(*file, path);
  }
  return bytes;
}

void BlobCache::write_document(const Digest& digest, const std::string& bytes) const {
  if (!keeps()) return;
  const CacheFolder cache(folder_);
  try {
    write_whole(cache, cache.blob(digest), bytes);
  } catch (const Error&) {
    // The document is at hand: whoever needs it again has to fetch it again.
  }
}

std::optional<Descriptor> BlobCache::find_reference(const std::string& name) const {
  const std::optional<Reference> reference = keeps() ? parse_reference(name) : std::nullopt;
  if (!reference) return std::nullopt;
  return read_reference_record(CacheFolder(folder_), *reference);
}

void BlobCache::remember_reference(const std::string& name, const Descriptor& target) const {
  const std::optional<Reference> reference = keeps() ? parse_reference(name) : std::nullopt;
  if (!reference) return;
  try {
    write_reference_record(CacheFolder(folder_), *reference, target);
  } catch (const Error&) {
    // As with a document that cannot be kept.
  }
}

}  // namespace oci2boot
