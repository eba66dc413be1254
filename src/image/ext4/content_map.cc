// SPDX-License-Identifier: Apache-2.0
#include "src/image/ext4/content_map.h"

#include <algorithm>
#include <utility>

namespace oci2boot {

ContentMap::ContentMap(const DataArea& area, std::vector<Move> moves)
    : area_(&area), moves_(std::move(moves)) {}

void ContentMap::for_each_run(BlockRange range,
                              const std::function<void(BlockRange on_disk)>& visit) const {
  auto move = std::partition_point(moves_.begin(), moves_.end(), [&](const Move& candidate) {
    return candidate.from + candidate.count <= range.first;
  });
  while (range.count > 0) {
    const bool moved = move != moves_.end() && move->from <= range.first;
    std::uint64_t count = range.count;
    if (moved) {
      const std::uint64_t within = range.first - move->from;
      count = std::min(count, move->count - within);
      area_->for_each_run({move->to + within, count}, visit);
      ++move;
    } else {
      if (move != moves_.end()) count = std::min(count, move->from - range.first);
      area_->for_each_run({range.first, count}, visit);
    }
    range.first += count;
    range.count -= count;
  }
}

}  // namespace oci2boot
