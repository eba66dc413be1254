// SPDX-License-Identifier: Apache-2.0
// Moving content down into blocks that no file has any more, where it would else end past what the
// disk is to hold. It is the only case in which the bytes of files are written twice.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "src/image/block_file.h"
#include "src/image/ext4/content_map.h"
#include "src/image/ext4/data_area.h"

namespace oci2boot {

struct Relocation {
  std::vector<Move> moves;  ///< ascending in `from`; none overlaps another
  std::uint64_t end = 0;    ///< where the content ends then, at most where it was asked to
};

/// Moves what lies at or behind `limit` of the data area into gaps before it, the largest ones
/// first, so that files are cut into few pieces. `used`: what files have; ascending, neither
/// overlapping nor touching, and no more than `limit` blocks in all.
Relocation plan_relocation(std::span<const BlockRange> used, std::uint64_t limit);

/// What `used` is once `moves` are done, in the same form.
std::vector<BlockRange> used_after(std::span<const BlockRange> used, std::span<const Move> moves);

/// Copies the blocks. What was where they were stays there, to be discarded.
void relocate(BlockFile& disk, const DataArea& area, std::span<const Move> moves);

}  // namespace oci2boot
