// SPDX-License-Identifier: Apache-2.0
// Which images the cache knows, and what of each is here.
#include <algorithm>
#include <map>
#include <set>

#include "oci/cache/cache_file.h"
#include "oci/cache/cache_listing.h"
#include "oci/cache/cached_blob.h"
#include "oci/cache/reference_record.h"
#include "oci2boot/blob_cache.h"
#include "oci2boot/error.h"
#include "oci2boot/limits.h"

namespace oci2boot {

namespace {

/// Follows one image's documents as far as they are here. Looking is not using: nothing is touched.
class ImageInventory {
 public:
  ImageInventory(const CacheFolder& cache, CachedImage& image) : cache_(cache), image_(image) {}

  /// Whether all of the manifest, or of one in the index, is here.
  bool has_whole(const Descriptor& document, std::uint64_t depth = 0) {
    // An index may name the same documents over and over, and so may those.
    const auto known = whole_.find(document.digest);
    if (known != whole_.end()) return known->second;
    return whole_[document.digest] = look_into(document, depth);
  }

 private:
  bool look_into(const Descriptor& document, std::uint64_t depth) {
    try {
      const std::optional<std::string> text = take_document(document.digest);
      if (!text) return false;
      if (recognise_document(*text) == DocumentKind::index) return has_one_of(*text, depth);
      return has_all_of(parse_manifest(*text));
    } catch (const Error&) {
      return false;  // damaged, or nothing that we know: it needs to be fetched
    }
  }

  bool has_one_of(const std::string& index, std::uint64_t depth) {
    bool has_one = false;
    if (depth == Limits{}.index_depth) return has_one;
    for (const Descriptor& entry : parse_index(index).manifests) {
      const bool is_whole = has_whole(entry, depth + 1);
      // What `docker build` attests of an image is no image (platform unknown/unknown).
      const bool is_image = !entry.platform || entry.platform->os != "unknown";
      has_one = has_one || (is_whole && is_image);
    }
    return has_one;
  }

  bool has_all_of(const Manifest& manifest) {
    bool has_all = has_blob(manifest.config);
    if (has_all) take_time(cache_.blob(manifest.config.digest));
    for (const Descriptor& layer : manifest.layers) has_all = has_blob(layer) && has_all;
    return has_all;
  }

  bool has_blob(const Descriptor& blob) {
    const auto entry = find_entry(cache_.blob(blob.digest));
    if (!entry) return blob.data.has_value();
    if (counted_.insert(blob.digest).second) image_.size += entry->size;
    return entry->size == blob.size;
  }

  std::optional<std::string> take_document(const Digest& digest) {
    const std::filesystem::path path = cache_.blob(digest);
    const auto file = CacheFile::open(path);
    auto text = file ? read_verified(*file, digest, Limits{}.document_bytes) : std::nullopt;
    if (text && counted_.insert(digest).second) {
      image_.size += text->size();
      take_time(path);
    }
    return text;
  }

  void take_time(const std::filesystem::path& path) {
    if (const auto entry = find_entry(path)) {
      image_.last_used = std::max(image_.last_used, entry->last_used);
    }
  }

  const CacheFolder& cache_;
  CachedImage& image_;
  std::set<Digest> counted_;
  std::map<Digest, bool> whole_;  // documents that have been looked into
};

std::uint64_t bytes_of(const std::vector<CacheEntry>& entries) {
  std::uint64_t bytes = 0;
  for (const CacheEntry& entry : entries) bytes += entry.size;
  return bytes;
}

}  // namespace

CacheContents BlobCache::contents() const {
  CacheContents contents;
  if (!keeps()) return contents;
  const CacheFolder cache(folder_);
  for (const ReferenceRecord& record : list_reference_records(cache)) {
    CachedImage image{record.reference.text(), record.target.digest, 0, false, {}};
    image.complete = ImageInventory(cache, image).has_whole(record.target);
    contents.images.push_back(std::move(image));
  }
  std::sort(contents.images.begin(), contents.images.end(),
            [](const CachedImage& a, const CachedImage& b) { return a.name < b.name; });

  const std::vector<CacheEntry> blobs = list_blobs(cache);
  contents.blobs = blobs.size();
  contents.blob_bytes = bytes_of(blobs);
  const std::vector<CacheEntry> partials = list_partials(cache);
  contents.partial_downloads = partials.size();
  contents.partial_bytes = bytes_of(partials);
  return contents;
}

}  // namespace oci2boot
