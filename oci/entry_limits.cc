// SPDX-License-Identifier: Apache-2.0
#include "oci/entry_limits.h"

#include <string>

#include "oci/in_quotes.h"
#include "oci/limit_exceeded.h"

namespace oci2boot {

namespace {

// What an attribute costs in memory besides its name and value.
constexpr std::size_t kXattrBytes = 64;

}  // namespace

void check_limit(std::string_view path, std::uint64_t value, std::uint64_t limit, const char* what,
                 const char* option) {
  if (value <= limit) return;
  throw LimitExceeded(
      "the entry " + in_quotes(path) + " " + what + " over the limit of " + std::to_string(limit),
      option);
}

void check_entry(const ArchiveEntry& entry, const EntryPath& path, LayerBudget& budget) {
  const Limits& limits = budget.limits();
  budget.add_entry();
  check_limit(entry.path, entry.path.size(), limits.path_bytes, "has a path", "path-bytes");
  check_limit(entry.path, entry.link_target.size(), limits.path_bytes, "has a link target",
              "path-bytes");
  check_limit(entry.path, path.longest, limits.name_bytes, "has a name", "name-bytes");
  check_limit(entry.path, path.depth, limits.path_depth, "has a depth", "path-depth");
  std::uint64_t xattr_bytes = 0;
  for (const Xattr& xattr : entry.xattrs) {
    xattr_bytes += kXattrBytes + xattr.name.size() + xattr.value.size();
  }
  check_limit(entry.path, xattr_bytes, limits.xattr_bytes, "has attributes", "xattr-bytes");
  budget.add_metadata(entry.path.size() + entry.link_target.size() + xattr_bytes);
}

}  // namespace oci2boot
