// SPDX-License-Identifier: Apache-2.0
// What `pull` and `cache` tell people.
#pragma once

#include <filesystem>
#include <string>

#include "oci2boot/blob_cache.h"
#include "src/pipeline/pull.h"
#include "src/pipeline/run/cached_roots.h"

namespace oci2boot {

/// "docker.io/library/alpine:latest (linux/amd64, 1 layer, 3.4 MiB)"
std::string describe(const Pulled& pulled);

/// A table of the images and a line of sums. Names stay whole.
std::string describe(const CacheContents& contents, const std::filesystem::path& folder);

/// The same of roots; empty where there is none.
std::string describe(const CachedRoots& roots);

std::string describe(const PrunedCache& pruned);

}  // namespace oci2boot
