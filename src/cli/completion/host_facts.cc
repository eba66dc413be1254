// SPDX-License-Identifier: Apache-2.0
#include "src/cli/completion/host_facts.h"

#include <algorithm>
#include <filesystem>

#include "oci2boot/blob_cache.h"
#include "oci2boot/error.h"
#include "src/cli/amounts.h"

namespace oci2boot {

namespace {

namespace fs = std::filesystem;

std::vector<Candidate> cached_images(const BlobCache& cache) {
  std::vector<Candidate> images;
  try {
    for (const CachedImage& image : cache.contents().images) {
      images.push_back({image.name, human_size(image.size) + " in the cache" +
                                        (image.complete ? "" : ", incomplete")});
    }
  } catch (const Error&) {
    images.clear();
  }
  return images;
}

/// A folder that has more is none that anybody picks a file from by its name.
constexpr std::size_t kMostFiles = 10000;

std::vector<std::string> files_beginning_with(const std::string& beginning) {
  const std::size_t slash = beginning.rfind('/');
  const std::string folder =
      slash == std::string::npos ? std::string() : beginning.substr(0, slash + 1);
  const std::string part = beginning.substr(folder.size());
  std::vector<std::string> names;
  std::error_code failure;
  std::size_t seen = 0;
  fs::directory_iterator entry(folder.empty() ? "." : folder, failure);
  for (; !failure && entry != fs::directory_iterator() && seen < kMostFiles; ++seen) {
    const std::string name = entry->path().filename().string();
    // What is hidden is meant only where somebody types the dot.
    if (name.starts_with(part) && (!name.starts_with(".") || part.starts_with("."))) {
      std::error_code unknown;
      names.push_back(folder + name + (entry->is_directory(unknown) ? "/" : ""));
    }
    entry.increment(failure);
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

CompletionFacts host_facts(const Surroundings& surroundings) {
  return {[cache = BlobCache(surroundings.cache_folder, surroundings.scratch_folder)] {
            return cached_images(cache);
          },
          files_beginning_with};
}

}  // namespace oci2boot
