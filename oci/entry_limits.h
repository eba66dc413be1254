// SPDX-License-Identifier: Apache-2.0
// Holds one entry of a layer against the limits that are not sums.
#pragma once

#include <cstdint>
#include <string_view>

#include "oci/entry_path.h"
#include "oci/layer_budget.h"
#include "oci2boot/archive_reader.h"

namespace oci2boot {

/// Throws Error (invalid_image), "the entry PATH WHAT over the limit of N", which names the option
/// that lifts it.
void check_limit(std::string_view path, std::uint64_t value, std::uint64_t limit, const char* what,
                 const char* option);

/// Checks all that the entry's headers say, and counts it. `path` is the entry's, parsed.
void check_entry(const ArchiveEntry& entry, const EntryPath& path, LayerBudget& budget);

}  // namespace oci2boot
