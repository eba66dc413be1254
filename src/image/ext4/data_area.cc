// SPDX-License-Identifier: Apache-2.0
#include "src/image/ext4/data_area.h"

#include <algorithm>

#include "src/image/ext4/format.h"

namespace oci2boot {
namespace {

constexpr std::uint64_t kDescriptorsPerBlock = kExt4BlockSize / 64;
constexpr std::uint64_t kMostGroups = kMostBlocks / kBlocksPerGroup;

bool is_power_of(std::uint64_t base, std::uint64_t number) {
  while (number % base == 0) number /= base;
  return number == 1;
}

}  // namespace

bool DataArea::has_superblock(std::uint64_t group) {
  return group <= 1 || is_power_of(3, group) || is_power_of(5, group) || is_power_of(7, group);
}

DataArea::DataArea(std::uint32_t descriptor_room) : descriptor_room_(descriptor_room) {
  std::uint64_t fixed = 0;
  for (std::uint64_t group = 0; group < kMostGroups; ++group) {
    if (!has_superblock(group)) continue;
    fixed += 1 + descriptor_room;
    const std::uint64_t disk = group * kBlocksPerGroup + 1 + descriptor_room;
    stretches_.push_back({disk - fixed, disk});
  }
}

std::uint64_t DataArea::most_blocks() const {
  return (descriptor_room_ - 1) * kDescriptorsPerBlock * kBlocksPerGroup;
}

std::size_t DataArea::stretch_of(std::uint64_t index) const {
  const auto next =
      std::upper_bound(stretches_.begin(), stretches_.end(), index,
                       [](std::uint64_t i, const Stretch& stretch) { return i < stretch.area; });
  return static_cast<std::size_t>(next - stretches_.begin()) - 1;
}

std::uint64_t DataArea::on_disk(std::uint64_t index) const {
  const Stretch& stretch = stretches_[stretch_of(index)];
  return stretch.disk + (index - stretch.area);
}

std::uint64_t DataArea::in_a_row(std::uint64_t index) const {
  const std::size_t next = stretch_of(index) + 1;
  return (next == stretches_.size() ? UINT64_MAX : stretches_[next].area) - index;
}

std::uint64_t DataArea::blocks_within(std::uint64_t disk_blocks) const {
  for (std::size_t i = stretches_.size(); i-- > 0;) {
    if (disk_blocks < stretches_[i].disk) continue;
    const std::uint64_t blocks = stretches_[i].area + (disk_blocks - stretches_[i].disk);
    return i + 1 == stretches_.size() ? blocks : std::min(blocks, stretches_[i + 1].area);
  }
  return 0;
}

void DataArea::for_each_run(BlockRange range,
                            const std::function<void(BlockRange on_disk)>& visit) const {
  while (range.count > 0) {
    const std::uint64_t count = std::min(range.count, in_a_row(range.first));
    visit({on_disk(range.first), count});
    range.first += count;
    range.count -= count;
  }
}

std::uint32_t descriptor_room_for(std::uint64_t disk_blocks) {
  constexpr std::uint64_t kUsual = 128;
  constexpr std::uint64_t kMost = kMostGroups / kDescriptorsPerBlock;
  constexpr std::uint64_t kMostSpare = kExt4BlockSize / 4;  // one block of the resize inode
  const std::uint64_t groups = (disk_blocks + kBlocksPerGroup - 1) / kBlocksPerGroup;
  const std::uint64_t blocks = (groups + kDescriptorsPerBlock - 1) / kDescriptorsPerBlock;
  return static_cast<std::uint32_t>(blocks <= kUsual / 2 ? kUsual
                                                         : std::min(kMost, blocks + kMostSpare));
}

}  // namespace oci2boot
