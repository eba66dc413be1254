// SPDX-License-Identifier: Apache-2.0
#include "src/image/qcow2/qcow2_file.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "src/image/qcow2/metadata.h"
#include "src/image/zero_runs.h"

namespace oci2boot {

using qcow2::kClusterSize;

namespace {

/// The part of `range` that lies in its first cluster.
BlockSource::Range in_first_cluster(BlockSource::Range range) {
  return {range.offset, std::min(range.length, kClusterSize - range.offset % kClusterSize)};
}

/// Calls `visit` with each part of `range` that lies in one cluster.
template <class Visit>
void for_each_cluster(BlockSource::Range range, Visit visit) {
  while (range.length != 0) {
    const BlockSource::Range part = in_first_cluster(range);
    visit(part);
    range = {range.offset + part.length, range.length - part.length};
  }
}

/// Calls `use` with where a part of `range` lies in the file, as `place` tells, and that part: as
/// long as the clusters follow each other there. Nothing is the place of what has none.
template <class Place, class Use>
void for_each_run(BlockSource::Range range, Place place, Use use) {
  std::optional<std::uint64_t> run_place;
  BlockSource::Range run{range.offset, 0};
  for_each_cluster(range, [&](BlockSource::Range part) {
    const std::optional<std::uint64_t> here = place(part);
    const bool follows = here ? run_place && *here == *run_place + run.length : !run_place;
    if (!follows || run.length == 0) {
      if (run.length != 0) use(run_place, run);
      run = {part.offset, 0};
      run_place = here;
    }
    run.length += part.length;
  });
  if (run.length != 0) use(run_place, run);
}

template <class Byte>
std::span<Byte> part_of(std::span<Byte> bytes, std::uint64_t offset, BlockSource::Range part) {
  return bytes.subspan(static_cast<std::size_t>(part.offset - offset),
                       static_cast<std::size_t>(part.length));
}

}  // namespace

Qcow2File::Qcow2File(int fd, std::string what) : file_(fd, std::move(what), RawFile::Keep::yes) {
  clusters_.allocate_at_end(1);  // the header's
}

std::optional<std::uint64_t> Qcow2File::place_of(std::uint64_t offset) const {
  const std::uint64_t entry = map_.entry(offset / kClusterSize);
  if (entry == 0) return std::nullopt;
  return (entry & qcow2::kOffsetMask) + offset % kClusterSize;
}

void Qcow2File::read(std::uint64_t offset, std::span<std::byte> buffer) const {
  for_each_run(
      {offset, buffer.size()}, [&](Range part) { return place_of(part.offset); },
      [&](std::optional<std::uint64_t> place, Range run) {
        const std::span<std::byte> into = part_of(buffer, offset, run);
        if (place) {
          file_.read(*place, into);
        } else {
          std::fill(into.begin(), into.end(), std::byte{0});
        }
      });
}

std::optional<BlockSource::Range> Qcow2File::next_data(std::uint64_t offset) const {
  return data_between(offset, size_);
}

std::optional<BlockSource::Range> Qcow2File::data_between(std::uint64_t offset,
                                                          std::uint64_t end) const {
  const std::optional<std::uint64_t> first = map_.next_mapped(offset / kClusterSize);
  if (!first) return std::nullopt;
  const std::uint64_t begin = std::max(offset, *first * kClusterSize);
  if (begin >= end) return std::nullopt;
  std::uint64_t next = *first + 1;
  while (next * kClusterSize < end && map_.entry(next) != 0) ++next;
  return Range{begin, std::min(end, next * kClusterSize) - begin};
}

void Qcow2File::write(std::uint64_t offset, std::span<const std::byte> bytes) {
  for_each_run(
      {offset, bytes.size()},
      [&](Range part) -> std::optional<std::uint64_t> {
        if (is_zeros(part_of(bytes, offset, part))) {
          discard(part);
          return std::nullopt;
        }
        return allocated_place_of(part.offset);
      },
      [&](std::optional<std::uint64_t> place, Range run) {
        if (place) file_.write(*place, part_of(bytes, offset, run));
      });
  size_ = std::max(size_, offset + bytes.size());
}

std::uint64_t Qcow2File::allocated_place_of(std::uint64_t offset) {
  if (const auto place = place_of(offset)) return *place;
  const std::uint64_t cluster = clusters_.allocate() * kClusterSize;
  map_.set(offset / kClusterSize, qcow2::kCopied | cluster);
  return cluster + offset % kClusterSize;
}

void Qcow2File::discard(Range range) {
  const std::uint64_t end = std::min(range.offset + range.length, size_);
  while (const std::optional<Range> data = data_between(range.offset, end)) {
    discard_data(*data);
    range.offset = data->offset + data->length;
  }
}

void Qcow2File::discard_data(Range range) {
  for_each_run(
      range, [&](Range part) { return place_of(part.offset); },
      [&](std::optional<std::uint64_t> place, Range run) {
        file_.discard({*place, run.length});
      });
  for_each_cluster(range, [&](Range part) {
    if (part.length == kClusterSize) {
      release(part.offset / kClusterSize);
    } else {
      cleared_.insert(part.offset / kClusterSize);
    }
  });
}

void Qcow2File::release(std::uint64_t cluster) {
  clusters_.release((map_.entry(cluster) & qcow2::kOffsetMask) / kClusterSize);
  map_.set(cluster, 0);
}

void Qcow2File::release_cleared() {
  std::vector<std::byte> bytes(kClusterSize);
  for (const std::uint64_t cluster : cleared_) {
    if (map_.entry(cluster) == 0) continue;
    read(cluster * kClusterSize, bytes);
    if (is_zeros(bytes)) release(cluster);
  }
}

void Qcow2File::finish(std::uint64_t size) {
  release_cleared();
  qcow2::finish_file(file_, map_, clusters_, size, qcow2::kZlib);
  size_ = size;
}

}  // namespace oci2boot
