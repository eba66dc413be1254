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
#include "src/pipeline/inspect.h"

namespace oci2boot {

/// The same facts as describe() tells, and a final newline. What is not known is null.
std::string json_document(const Inspection& inspection);
std::string json_document(const CacheContents& contents, const std::filesystem::path& folder);

std::string json_document(const std::vector<StoredKernel>& kernels,
                          const std::filesystem::path& store);

struct JsonField {
  std::string_view name;
  std::variant<std::string, std::uint64_t, bool> value;
};

/// One object in one line, with a final newline.
std::string json_line(const std::vector<JsonField>& fields);

}  // namespace oci2boot
