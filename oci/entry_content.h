// SPDX-License-Identifier: Apache-2.0
// The data of the entry that is being applied.
#pragma once

#include <vector>

#include "oci2boot/file_tree.h"

namespace oci2boot {

class EntryContent {
 public:
  EntryContent() = default;
  virtual ~EntryContent() = default;
  EntryContent(const EntryContent&) = delete;
  EntryContent& operator=(const EntryContent&) = delete;

  /// Where the data lies; to be asked once at most. Throws Error.
  virtual std::vector<Extent> extents() = 0;

  /// The file that has them now.
  virtual void given_to(InodeId file) = 0;
};

}  // namespace oci2boot
