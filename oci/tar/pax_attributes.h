// SPDX-License-Identifier: Apache-2.0
// Pax extended headers: records "LENGTH KEY=VALUE\n" that go before an entry, or hold for all that
// follow (POSIX pax, "pax Extended Header").
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oci2boot/file_tree.h"
#include "oci2boot/timestamp.h"

namespace oci2boot {

/// The records that a file system can tell of. Others (atime, uname, comment, …) are passed over.
struct PaxAttributes {
  std::optional<std::string> path;
  std::optional<std::string> link_target;
  std::optional<std::int64_t> size;
  std::optional<std::int64_t> uid;
  std::optional<std::int64_t> gid;
  std::optional<Timestamp> mtime;
  std::optional<std::int64_t> device_major;  ///< SCHILY.devmajor, as star writes it
  std::optional<std::int64_t> device_minor;
  /// SCHILY.xattr.NAME (star's, used by every engine) and LIBARCHIVE.xattr.NAME, in the order of
  /// the records.
  std::vector<Xattr> xattrs;

  /// GNU.sparse.*: see sparse_map.h.
  struct Sparse {
    std::optional<std::string> name;
    std::optional<std::int64_t> size;  ///< of the file, holes included: "size" or "realsize"
    std::string major;                 ///< with `minor` the version; both empty for 0.0 and 0.1
    std::string minor;
    /// "OFFSET,LENGTH,OFFSET,LENGTH…", also made of the pairs of records of version 0.0.
    std::optional<std::string> map;
  } sparse;
};

/// Adds what the records say to `attributes`; a record with an empty value takes back what was said
/// before. Throws TarDamage.
void add_local_records(std::string_view records, PaxAttributes& attributes);

/// The same for a global header. What can only mean one file (path, link target, size, sparse maps)
/// is passed over, or every entry that follows would be renamed.
void add_global_records(std::string_view records, PaxAttributes& attributes);

}  // namespace oci2boot
