// SPDX-License-Identifier: Apache-2.0
// Which blocks of the disk hold what the content store was given: block n of the store is block n
// of the data area, unless it has been moved.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "src/image/ext4/data_area.h"

namespace oci2boot {

/// `count` blocks of the data area that lie elsewhere in it than they were written.
struct Move {
  std::uint64_t from = 0;
  std::uint64_t to = 0;
  std::uint64_t count = 0;
  bool operator==(const Move&) const = default;
};

class ContentMap {
 public:
  /// `moves` ascend in `from` and do not overlap.
  explicit ContentMap(const DataArea& area, std::vector<Move> moves = {});

  /// Calls `visit` with each run on the disk that `range` of the store consists of, in the store's
  /// order.
  void for_each_run(BlockRange range, const std::function<void(BlockRange on_disk)>& visit) const;

 private:
  const DataArea* area_;
  std::vector<Move> moves_;
};

}  // namespace oci2boot
