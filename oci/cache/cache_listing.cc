// SPDX-License-Identifier: Apache-2.0
#include "oci/cache/cache_listing.h"

#include <sys/stat.h>

#include <string>

#include "oci/cache/cache_file.h"
#include "oci2boot/error.h"

namespace oci2boot {

namespace {

bool is_hex_of(const std::string& algorithm, const std::string& name) {
  try {
    Digest::parse(algorithm + ":" + name);
    return true;
  } catch (const Error&) {
    return false;
  }
}

template <typename IsEntry>
void list_into(std::vector<CacheEntry>& entries, const std::filesystem::path& folder,
               const IsEntry& is_entry) {
  for (const std::string& name : names_in(folder)) {
    if (!is_entry(name)) continue;
    if (auto entry = find_entry(folder / name)) entries.push_back(std::move(*entry));
  }
}

}  // namespace

std::optional<CacheEntry> find_entry(const std::filesystem::path& path) {
  struct stat status {};
  if (lstat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  const auto since_epoch = std::chrono::seconds(status.st_mtim.tv_sec) +
                           std::chrono::nanoseconds(status.st_mtim.tv_nsec);
  using Clock = std::chrono::system_clock;
  return CacheEntry{path, static_cast<std::uint64_t>(status.st_size),
                    Clock::time_point(std::chrono::duration_cast<Clock::duration>(since_epoch))};
}

std::vector<CacheEntry> list_blobs(const CacheFolder& cache) {
  std::vector<CacheEntry> entries;
  for (const std::string algorithm : {"sha256", "sha512"}) {
    list_into(entries, cache.blobs(algorithm),
              [&](const std::string& name) { return is_hex_of(algorithm, name); });
  }
  return entries;
}

std::vector<CacheEntry> list_partials(const CacheFolder& cache) {
  std::vector<CacheEntry> entries;
  list_into(entries, cache.partials(), [](const std::string& name) {
    return CacheFolder::digest_of_partial(name).has_value();
  });
  return entries;
}

std::vector<CacheEntry> list_temporaries(const CacheFolder& cache) {
  std::vector<CacheEntry> entries;
  list_into(entries, cache.temporaries(), [](const std::string&) { return true; });
  return entries;
}

}  // namespace oci2boot
