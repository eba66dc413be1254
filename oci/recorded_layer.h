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

#include "oci/entry_content.h"
#include "oci2boot/archive_reader.h"

namespace oci2boot {

class RecordedLayer {
 public:
  /// `left_out`: the data was not stored.
  void add(ArchiveEntry entry, std::vector<Extent> extents, bool left_out);

  /// Calls `visit` with each entry, in order.
  void for_each(const std::function<void(const ArchiveEntry& entry)>& visit) const;

  /// Calls `apply` with each entry, in order, and forgets it. `on_left_out` is told which file
  /// lacks the data of which entry, counted from 0.
  void replay(const std::function<void(const ArchiveEntry& entry, EntryContent& content)>& apply,
              const std::function<void(InodeId file, std::size_t number)>& on_left_out);

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

  static ArchiveEntry entry_of(const Record& record);
  static std::vector<Extent> extents_of(const Record& record);

  std::deque<Record> records_;
};

}  // namespace oci2boot
