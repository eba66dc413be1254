// SPDX-License-Identifier: Apache-2.0
// What a name stood for when a registry was last asked: a descriptor in a small file.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "oci/cache/cache_folder.h"
#include "oci2boot/manifest.h"
#include "oci2boot/reference.h"

namespace oci2boot {

struct ReferenceRecord {
  std::filesystem::path path;
  Reference reference;
  Descriptor target;
};

/// Nothing when there is none, or it cannot be understood. Throws Error (failed) when it cannot be
/// read.
std::optional<Descriptor> read_reference_record(const CacheFolder& cache,
                                                const Reference& reference);
/// Throws Error (output_failed).
void write_reference_record(const CacheFolder& cache, const Reference& reference,
                            const Descriptor& target);

/// Those that can be understood, in the order of their files. Throws Error (failed) when a folder
/// or a file cannot be read.
std::vector<ReferenceRecord> list_reference_records(const CacheFolder& cache);

}  // namespace oci2boot
