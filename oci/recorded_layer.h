// SPDX-License-Identifier: Apache-2.0
// The entries of a layer that has been read, and must wait for those below it.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <utility>
#include <vector>

#include "oci/entry_content.h"
#include "oci2boot/archive_reader.h"

namespace oci2boot {

class RecordedLayer {
 public:
  struct Record {
    ArchiveEntry entry;
    std::vector<Extent> extents;
    bool left_out = false;  ///< the data was not stored
  };

  void add(Record record) { records_.push_back(std::move(record)); }
  const std::deque<Record>& records() const { return records_; }

  /// Calls `apply` with each entry, in order, and forgets it. `on_left_out` is told which file
  /// lacks the data of which entry, counted from 0.
  void replay(const std::function<void(const ArchiveEntry& entry, EntryContent& content)>& apply,
              const std::function<void(InodeId file, std::size_t number)>& on_left_out);

 private:
  std::deque<Record> records_;
};

}  // namespace oci2boot
