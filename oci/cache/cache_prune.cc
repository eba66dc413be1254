// SPDX-License-Identifier: Apache-2.0
// What leaves the cache: first by age, then until little enough is left, then what is of no use
// any more.
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>

#include "oci/cache/cache_file.h"
#include "oci/cache/cache_listing.h"
#include "oci/cache/reference_record.h"
#include "oci2boot/blob_cache.h"
#include "oci2boot/error.h"

namespace oci2boot {

namespace {

using Clock = std::chrono::system_clock;

/// A temporary file lives for milliseconds; whoever wrote one that old is dead.
constexpr std::chrono::hours kStaleTemporary{24};

class Pruning {
 public:
  Pruning(CacheFolder cache, const PruneRequest& request, Clock::time_point now)
      : cache_(std::move(cache)), request_(request), now_(now) {}

  Pruned run() {
    std::vector<CacheEntry> partials = by_age(list_partials(cache_));
    std::vector<CacheEntry> blobs = by_age(list_blobs(cache_));
    for (const CacheEntry& entry : partials) held_ += entry.size;
    for (const CacheEntry& entry : blobs) held_ += entry.size;
    // A partial download is worth less than a whole blob: it serves nobody offline.
    for (const CacheEntry& entry : partials) {
      if (is_too_old(entry) || is_too_much()) remove_partial(entry);
    }
    for (const CacheEntry& entry : blobs) {
      if (is_too_old(entry) || is_too_much()) remove(entry);
    }
    for (const CacheEntry& entry : list_temporaries(cache_)) {
      if (entry.last_used < now_ - kStaleTemporary) remove(entry);
    }
    remove_dangling_references();
    return pruned_;
  }

 private:
  static std::vector<CacheEntry> by_age(std::vector<CacheEntry> entries) {
    std::stable_sort(entries.begin(), entries.end(), [](const CacheEntry& a, const CacheEntry& b) {
      return a.last_used < b.last_used;
    });
    return entries;
  }

  bool is_too_old(const CacheEntry& entry) const {
    // In seconds: a very long time would overflow any smaller unit.
    const auto age = std::chrono::duration_cast<std::chrono::seconds>(now_ - entry.last_used);
    return request_.older_than && age >= *request_.older_than;
  }

  bool is_too_much() const { return request_.keep_bytes && held_ > *request_.keep_bytes; }

  /// Only with its lock: whoever has that downloads right now.
  void remove_partial(const CacheEntry& entry) {
    const auto file = CacheFile::open_to_lock(cache_, entry.path);
    if (file && file->try_lock() && file->is_at(entry.path)) remove(entry);
  }

  void remove(const CacheEntry& entry) {
    if (unlink(entry.path.c_str()) == 0) {
      ++pruned_.files;
      pruned_.bytes += entry.size;
    } else if (errno != ENOENT) {
      throw Error(ErrorCode::output_failed,
                  "cannot remove " + entry.path.string() + ": " + errno_text(errno));
    }
    held_ -= std::min(held_, entry.size);
  }

  void remove_dangling_references() {
    for (const ReferenceRecord& record : list_reference_records(cache_)) {
      if (find_entry(cache_.blob(record.target.digest))) continue;
      if (const auto entry = find_entry(record.path)) remove(*entry);
    }
    for (const std::string& host : names_in(cache_.references())) {
      remove_empty(cache_.references() / host);
    }
  }

  /// The folder and those below it, as far as nothing is in them.
  static void remove_empty(const std::filesystem::path& folder) {
    std::error_code error;
    if (!std::filesystem::is_directory(std::filesystem::symlink_status(folder, error))) return;
    for (const std::string& name : names_in(folder)) remove_empty(folder / name);
    rmdir(folder.c_str());
  }

  CacheFolder cache_;
  const PruneRequest& request_;
  Clock::time_point now_;
  std::uint64_t held_ = 0;  // bytes of blobs and partial downloads
  Pruned pruned_;
};

}  // namespace

Pruned BlobCache::prune(const PruneRequest& request) const {
  if (!keeps()) return {};
  return Pruning(CacheFolder(folder_), request, Clock::now()).run();
}

}  // namespace oci2boot
