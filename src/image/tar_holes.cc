// SPDX-License-Identifier: Apache-2.0
#include "src/image/tar_holes.h"

#include <algorithm>

#include "src/image/tar_header.h"

namespace oci2boot {
namespace {

constexpr std::uint64_t kMostMapBytes = 1U << 20;
constexpr std::size_t kFewRegions = 1000;  // of at most 42 bytes in the map

std::uint64_t rounded_down(std::uint64_t offset) {
  return offset - offset % kTarBlock;
}

std::uint64_t rounded_up(std::uint64_t offset) {
  return offset + tar_padding(offset);
}

/// Leaves out holes of `least_hole` bytes and more.
std::vector<DataRegion> regions_around(std::uint64_t size, std::span<const Extent> extents,
                                       std::uint64_t least_hole) {
  std::vector<DataRegion> regions;
  for (const Extent& extent : extents) {
    const std::uint64_t start = rounded_down(extent.file_offset);
    const std::uint64_t end = std::min(rounded_up(extent.file_offset + extent.length), size);
    const std::uint64_t last_end =
        regions.empty() ? 0 : regions.back().offset + regions.back().length;
    if (start >= last_end + least_hole) {
      regions.push_back({start, end - start});
    } else if (regions.empty()) {
      regions.push_back({0, end});
    } else {
      regions.back().length = std::max(end, last_end) - regions.back().offset;
    }
  }
  if (!regions.empty()) {
    DataRegion& last = regions.back();
    if (size - (last.offset + last.length) < least_hole) last.length = size - last.offset;
  }
  return regions;
}

}  // namespace

std::vector<DataRegion> data_regions(std::uint64_t size, std::span<const Extent> extents) {
  std::uint64_t least_hole = kTarBlock;
  std::vector<DataRegion> regions = regions_around(size, extents, least_hole);
  // Most files have one region, whose map need not be made to know that it is short.
  while (regions.size() > kFewRegions && sparse_map(size, regions).size() > kMostMapBytes) {
    least_hole *= 2;
    regions = regions_around(size, extents, least_hole);
  }
  return regions;
}

bool has_holes(std::uint64_t size, std::span<const DataRegion> regions) {
  return size != 0 && (regions.empty() || regions.front() != DataRegion{0, size});
}

std::string sparse_map(std::uint64_t size, std::span<const DataRegion> regions) {
  const bool ends_in_hole = regions.empty() || regions.back().offset + regions.back().length < size;
  std::string map;
  const auto add = [&map](std::uint64_t number) { map += std::to_string(number) + "\n"; };
  add(regions.size() + (ends_in_hole ? 1 : 0));
  for (const DataRegion& region : regions) {
    add(region.offset);
    add(region.length);
  }
  if (ends_in_hole) {
    add(size);
    add(0);
  }
  map.append(tar_padding(map.size()), '\0');
  return map;
}

}  // namespace oci2boot
