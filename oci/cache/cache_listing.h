// SPDX-License-Identifier: Apache-2.0
// Which files a cache folder holds.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "oci/cache/cache_folder.h"

namespace oci2boot {

struct CacheEntry {
  std::filesystem::path path;
  std::uint64_t size = 0;
  std::chrono::system_clock::time_point last_used;  ///< or written: the file's mtime
};

/// Nothing when there is no such regular file.
std::optional<CacheEntry> find_entry(const std::filesystem::path& path);

/// Files of other names than these folders should have are no entries. They throw Error (failed)
/// when a folder is there and cannot be read.
std::vector<CacheEntry> list_blobs(const CacheFolder& cache);
std::vector<CacheEntry> list_partials(const CacheFolder& cache);
std::vector<CacheEntry> list_temporaries(const CacheFolder& cache);

}  // namespace oci2boot
