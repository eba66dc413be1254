// SPDX-License-Identifier: Apache-2.0
#include "src/image/ext4/data_area.h"

#include <gtest/gtest.h>

namespace oci2boot {
namespace {

constexpr std::uint32_t kRoom = 128;
constexpr std::uint64_t kFixed = 1 + kRoom;

TEST(DataArea, BeginsBehindTheFirstDescriptors) {
  EXPECT_EQ(DataArea(kRoom).on_disk(0), kFixed);
}

TEST(DataArea, LeavesOutTheBackupsAtTheBeginningOfSomeGroups) {
  const DataArea area(kRoom);
  const std::uint64_t first = kBlocksPerGroup - kFixed;
  EXPECT_EQ(area.on_disk(first - 1), kBlocksPerGroup - 1);
  EXPECT_EQ(area.on_disk(first), kBlocksPerGroup + kFixed);
  // Group 2 has none.
  EXPECT_EQ(area.on_disk(2 * first), 2 * kBlocksPerGroup);
}

TEST(DataArea, KnowsTheGroupsWithBackups) {
  std::vector<std::uint64_t> groups;
  for (std::uint64_t group = 0; group < 130; ++group) {
    if (DataArea::has_superblock(group)) groups.push_back(group);
  }
  EXPECT_EQ(groups, (std::vector<std::uint64_t>{0, 1, 3, 5, 7, 9, 25, 27, 49, 81, 125}));
}

TEST(DataArea, TellsHowManyBlocksLieInARow) {
  const DataArea area(kRoom);
  EXPECT_EQ(area.in_a_row(0), kBlocksPerGroup - kFixed);
  EXPECT_EQ(area.in_a_row(kBlocksPerGroup - kFixed - 3), 3U);
  // From group 1 to the end of group 2.
  EXPECT_EQ(area.in_a_row(kBlocksPerGroup - kFixed), 2 * kBlocksPerGroup - kFixed);
}

TEST(DataArea, CountsWhatADiskHas) {
  const DataArea area(kRoom);
  EXPECT_EQ(area.blocks_within(10), 0U);
  EXPECT_EQ(area.blocks_within(kFixed), 0U);
  EXPECT_EQ(area.blocks_within(kFixed + 1), 1U);
  EXPECT_EQ(area.blocks_within(kBlocksPerGroup), kBlocksPerGroup - kFixed);
  EXPECT_EQ(area.blocks_within(kBlocksPerGroup + 5), kBlocksPerGroup - kFixed);
  EXPECT_EQ(area.blocks_within(2 * kBlocksPerGroup), 2 * (kBlocksPerGroup - kFixed));
  for (const std::uint64_t index : {0UL, 5000UL, 32639UL, 32640UL, 100'000UL, 5'000'000UL}) {
    EXPECT_EQ(area.blocks_within(area.on_disk(index)), index);
  }
}

TEST(DataArea, CutsARangeWhereABackupLies) {
  const DataArea area(kRoom);
  const std::uint64_t first = kBlocksPerGroup - kFixed;
  std::vector<BlockRange> runs;
  area.for_each_run({first - 2, 5}, [&](BlockRange run) { runs.push_back(run); });
  EXPECT_EQ(runs,
            (std::vector<BlockRange>{{kBlocksPerGroup - 2, 2}, {kBlocksPerGroup + kFixed, 3}}));
}

TEST(DataArea, HasRoomToGrowOnDisksOfAllSizes) {
  constexpr std::uint64_t kGibibyte = 262144;
  EXPECT_EQ(descriptor_room_for(0), 128U);
  EXPECT_EQ(descriptor_room_for(512 * kGibibyte), 128U);
  EXPECT_EQ(descriptor_room_for(513 * kGibibyte), 65U + 1024U);
  EXPECT_EQ(descriptor_room_for(10240 * kGibibyte), 2048U);
  EXPECT_EQ(DataArea(128).most_blocks(), 1016 * kGibibyte);
  EXPECT_EQ(DataArea(2048).most_blocks(), 16376 * kGibibyte);
}

}  // namespace
}  // namespace oci2boot
