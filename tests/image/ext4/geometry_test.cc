// SPDX-License-Identifier: Apache-2.0
#include "src/image/ext4/geometry.h"

#include <gtest/gtest.h>

#include "src/image/ext4/data_area.h"

namespace oci2boot {
namespace {

constexpr std::uint32_t kRoom = 128;

TEST(Geometry, HasAnInodeForEachSixteenKibibytes) {
  const auto geometry = geometry_within(4 * kBlocksPerGroup, 100, kRoom);
  ASSERT_TRUE(geometry);
  EXPECT_EQ(geometry->groups, 4U);
  EXPECT_EQ(geometry->inodes(), kBlocksPerGroup);
  EXPECT_EQ(geometry->inode_table_blocks, 512U);
  EXPECT_EQ(geometry->journal_blocks, 4096U);
}

TEST(Geometry, HasMoreInodesWhereTheyAreAskedFor) {
  const auto geometry = geometry_within(kBlocksPerGroup, 20'001, kRoom);
  ASSERT_TRUE(geometry);
  EXPECT_EQ(geometry->inodes(), 20'016U);  // whole blocks
}

TEST(Geometry, HasNoGroupWithMoreInodesThanABlockOfBits) {
  EXPECT_TRUE(geometry_within(kBlocksPerGroup, 32'768, kRoom));
  EXPECT_FALSE(geometry_within(kBlocksPerGroup, 32'769, kRoom));
  EXPECT_TRUE(geometry_within(2 * kBlocksPerGroup, 32'769, kRoom));
}

TEST(Geometry, LeavesOutALastGroupThatHoldsLittleButItself) {
  // Two bitmaps, a table of some 260 blocks, a backup of 129, and the 50 that libext2fs wants.
  const auto geometry = geometry_within(kBlocksPerGroup + 400, 16, kRoom);
  ASSERT_TRUE(geometry);
  EXPECT_EQ(geometry->blocks, kBlocksPerGroup);
  EXPECT_EQ(geometry_within(kBlocksPerGroup + 500, 16, kRoom)->blocks, kBlocksPerGroup + 500);
  EXPECT_FALSE(geometry_within(100, 16, kRoom));
}

TEST(Geometry, HasTheJournalThatMke2fsGives) {
  EXPECT_EQ(geometry_within(2047, 16, kRoom)->journal_blocks, kLeastJournalBlocks);
  EXPECT_EQ(geometry_within(2048, 16, kRoom)->journal_blocks, 1024U);
  EXPECT_EQ(geometry_within(kBlocksPerGroup, 16, kRoom)->journal_blocks, 4096U);
}

}  // namespace
}  // namespace oci2boot
