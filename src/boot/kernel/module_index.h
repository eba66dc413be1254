// SPDX-License-Identifier: Apache-2.0
// The binary indexes that libkmod looks names up in (modules.dep.bin and the like): a trie that is
// written children first. Their layout is described in kmod's libkmod/libkmod-index.c.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace oci2boot {

struct IndexEntry {
  std::string key;  ///< ASCII; other bytes cannot be looked up, and the entry is left out
  std::uint32_t priority = 0;
  std::string value;
  auto operator<=>(const IndexEntry&) const = default;
};

/// The whole file. Entries come in any order, and twice when that happens; of one key the lowest
/// priority comes first. Throws Error (invalid_image) past the 256 MiB that an index can have.
std::string module_index(std::vector<IndexEntry> entries);

}  // namespace oci2boot
