// SPDX-License-Identifier: Apache-2.0
// The entries of a layer that has been read, and must wait for those below it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "oci2boot/archive_reader.h"
#include "oci2boot/file_tree.h"

namespace oci2boot {

class RecordedLayer {
 public:
  struct Recorded {
    ArchiveEntry entry;
    std::vector<Extent> extents;
    bool left_out = false;   ///< there was data that was not stored
    std::size_t number = 0;  ///< of the entry in its layer, counted from 0
  };

  /// The entry that comes next.
  void add(ArchiveEntry entry, std::vector<Extent> extents, bool left_out);

  /// Calls `apply` with each entry, in order, and forgets it.
  void replay(const std::function<void(const Recorded& recorded)>& apply);

 private:
  /// An entry with what it has besides path and type; of most there is nothing to say.
  struct Rare {
    std::string link_target;
    std::uint64_t device_major = 0;
    std::uint64_t device_minor = 0;
    std::vector<Xattr> xattrs;
    std::vector<Extent> further_extents;
  };
  /// Layers may have millions of entries, all of which are kept at once.
  struct Record {
    std::string path;
    std::optional<FileType> type;
    bool is_hard_link;
    bool left_out;
    std::uint16_t permissions;
    std::int64_t uid;
    std::int64_t gid;
    Timestamp mtime;
    std::uint64_t size;
    Extent extent;  // the first; without length there is none
    std::unique_ptr<Rare> rare;
  };

  static Recorded unpacked(const Record& record, std::size_t number);

  std::deque<Record> records_;
};

}  // namespace oci2boot
