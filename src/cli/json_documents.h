// SPDX-License-Identifier: Apache-2.0
// What is told to programs: JSON with keys in a fixed order, sizes in bytes, times in RFC 3339.
// Bytes that are no UTF-8 become U+FFFD: JSON has no others.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "oci2boot/blob_cache.h"
#include "src/boot/kernel/kernel_store.h"
#include "src/pipeline/doctor/finding.h"
#include "src/pipeline/inspect.h"
#include "src/pipeline/kernel_add.h"
#include "src/pipeline/pipeline.h"
#include "src/pipeline/run/cached_roots.h"

namespace oci2boot {

/// The same facts as describe() tells, and a final newline. What is not known is null.
std::string json_document(const Inspection& inspection);
/// `output` is what was asked for, as it was named.
std::string json_document(const Conversion& conversion, const std::string& output);
std::string json_document(const CacheContents& contents, const CachedRoots& roots,
                          const std::filesystem::path& folder);

std::string json_document(const PrunedCache& pruned);
std::string json_document(const AddedKernel& added);
std::string json_document(const std::vector<StoredKernel>& kernels,
                          const std::filesystem::path& store);

/// Of `oci2boot doctor`.
std::string json_document(const std::vector<FindingGroup>& groups);

struct JsonField {
  std::string_view name;
  std::variant<std::string, std::uint64_t, bool> value;
};

/// One object in one line, with a final newline.
std::string json_line(const std::vector<JsonField>& fields);

}  // namespace oci2boot
