// SPDX-License-Identifier: Apache-2.0
#include "src/image/ext4/relocation.h"

#include <algorithm>
#include <cstddef>

#include "src/image/ext4/format.h"

namespace oci2boot {
namespace {

constexpr std::uint64_t kCopyBlocks = 256;

bool starts_before(const BlockRange& a, const BlockRange& b) {
  return a.first < b.first;
}

/// What lies between the ranges of `used` before `limit`.
std::vector<BlockRange> gaps_before(std::span<const BlockRange> used, std::uint64_t limit) {
  std::vector<BlockRange> gaps;
  std::uint64_t position = 0;
  for (const BlockRange& range : used) {
    if (range.first >= limit) break;
    if (range.first > position) gaps.push_back({position, range.first - position});
    position = range.end();
  }
  if (position < limit) gaps.push_back({position, limit - position});
  return gaps;
}

/// The part of `used` at or behind `limit`.
std::vector<BlockRange> behind(std::span<const BlockRange> used, std::uint64_t limit) {
  std::vector<BlockRange> parts;
  for (const BlockRange& range : used) {
    if (range.end() <= limit) continue;
    const std::uint64_t first = std::max(range.first, limit);
    parts.push_back({first, range.end() - first});
  }
  return parts;
}

/// The fewest of `gaps` that hold `blocks`, ascending.
std::vector<BlockRange> choose_gaps(std::vector<BlockRange> gaps, std::uint64_t blocks) {
  std::stable_sort(gaps.begin(), gaps.end(),
                   [](const BlockRange& a, const BlockRange& b) { return a.count > b.count; });
  std::uint64_t room = 0;
  std::size_t chosen = 0;
  while (chosen < gaps.size() && room < blocks) room += gaps[chosen++].count;
  gaps.resize(chosen);
  std::sort(gaps.begin(), gaps.end(), starts_before);
  return gaps;
}

}  // namespace

Relocation plan_relocation(std::span<const BlockRange> used, std::uint64_t limit) {
  std::vector<BlockRange> sources = behind(used, limit);
  std::uint64_t blocks = 0;
  for (const BlockRange& source : sources) blocks += source.count;

  Relocation plan;
  for (const BlockRange& range : used) {
    if (range.first < limit) plan.end = std::min(range.end(), limit);
  }
  auto source = sources.begin();
  for (BlockRange gap : choose_gaps(gaps_before(used, limit), blocks)) {
    while (gap.count > 0 && source != sources.end()) {
      const std::uint64_t count = std::min(gap.count, source->count);
      plan.moves.push_back({source->first, gap.first, count});
      gap.first += count;
      gap.count -= count;
      source->first += count;
      source->count -= count;
      plan.end = std::max(plan.end, gap.first);
      if (source->count == 0) ++source;
    }
  }
  return plan;
}

std::vector<BlockRange> used_after(std::span<const BlockRange> used, std::span<const Move> moves) {
  std::vector<BlockRange> after;
  const std::uint64_t limit = moves.empty() ? UINT64_MAX : moves.front().from;
  for (const BlockRange& range : used) {
    if (range.first < limit) {
      after.push_back({range.first, std::min(range.end(), limit) - range.first});
    }
  }
  for (const Move& move : moves) after.push_back({move.to, move.count});
  std::sort(after.begin(), after.end(), starts_before);
  std::size_t kept = 0;
  for (const BlockRange& range : after) {
    if (kept > 0 && after[kept - 1].end() == range.first) {
      after[kept - 1].count += range.count;
    } else {
      after[kept++] = range;
    }
  }
  after.resize(kept);
  return after;
}

void relocate(BlockFile& disk, const DataArea& area, std::span<const Move> moves) {
  std::vector<std::byte> buffer(kCopyBlocks * kExt4BlockSize);
  for (const Move& move : moves) {
    std::uint64_t done = 0;
    while (done < move.count) {
      const std::uint64_t count =
          std::min({kCopyBlocks, move.count - done, area.in_a_row(move.from + done),
                    area.in_a_row(move.to + done)});
      const auto bytes = std::span(buffer).first(count * kExt4BlockSize);
      disk.read(area.on_disk(move.from + done) * kExt4BlockSize, bytes);
      disk.write(area.on_disk(move.to + done) * kExt4BlockSize, bytes);
      done += count;
    }
  }
}

}  // namespace oci2boot
