// SPDX-License-Identifier: Apache-2.0
// What `pull` and `cache` tell people.
#pragma once

#include <filesystem>
#include <string>

#include "oci2boot/blob_cache.h"
#include "src/pipeline/pull.h"

namespace oci2boot {

/// "docker.io/library/alpine:latest (linux/amd64, 1 layer, 3.4 MiB)"
std::string describe(const Pulled& pulled);

/// A table of the images and a line of sums. Names stay whole.
std::string describe(const CacheContents& contents, const std::filesystem::path& folder);

std::string describe(const Pruned& pruned);

}  // namespace oci2boot
