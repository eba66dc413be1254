// SPDX-License-Identifier: Apache-2.0
#include "oci/layer_budget.h"

#include <string>

#include "oci/limit_exceeded.h"

namespace oci2boot {

namespace {

/// `used` never wraps: each step is checked, and no step is larger than a limit can be.
void add(std::uint64_t& used, std::uint64_t more, std::uint64_t limit, const char* verb,
         const char* unit, const char* option) {
  if (more <= limit - used) {
    used += more;
    return;
  }
  throw LimitExceeded(
      std::string("the layers ") + verb + " more than " + std::to_string(limit) + " " + unit,
      option);
}

}  // namespace

void LayerBudget::add_entry() {
  add(entries_, 1, limits_.entries, "have", "entries", "entries");
}

void LayerBudget::add_metadata(std::uint64_t bytes) {
  add(metadata_bytes_, bytes, limits_.metadata_bytes, "have",
      "bytes of names, link targets and attributes", "metadata-bytes");
}

void LayerBudget::add_content(std::uint64_t bytes) {
  add(content_bytes_, bytes, limits_.unpacked_bytes, "unpack to", "bytes", "unpacked-bytes");
}

}  // namespace oci2boot
