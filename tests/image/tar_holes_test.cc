// SPDX-License-Identifier: Apache-2.0
#include "src/image/tar_holes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using Extents = std::vector<Extent>;
using Regions = std::vector<DataRegion>;

TEST(TarHolesTest, AFileWithoutHolesIsOneRegion) {
  const Regions regions = data_regions(1000, Extents{{0, 1000, 0}});
  EXPECT_THAT(regions, ElementsAre(DataRegion{0, 1000}));
  EXPECT_FALSE(has_holes(1000, regions));
  EXPECT_FALSE(has_holes(0, data_regions(0, {})));
}

TEST(TarHolesTest, RegionsAreWholeBlocksUpToTheLast) {
  const Regions regions = data_regions(10'000, Extents{{700, 10, 0}, {5000, 100, 0}, {9999, 1, 0}});
  EXPECT_THAT(regions,
              ElementsAre(DataRegion{512, 512}, DataRegion{4608, 512}, DataRegion{9728, 272}));
  EXPECT_TRUE(has_holes(10'000, regions));
}

TEST(TarHolesTest, RegionsThatTouchAreOne) {
  EXPECT_THAT(data_regions(2048, Extents{{0, 100, 0}, {600, 100, 0}, {1024, 1024, 0}}),
              ElementsAre(DataRegion{0, 2048}));
}

TEST(TarHolesTest, LessThanABlockIsNoHole) {
  EXPECT_THAT(data_regions(900, Extents{{300, 100, 0}}), ElementsAre(DataRegion{0, 900}));
  EXPECT_THAT(data_regions(1024, Extents{{512, 512, 0}}), ElementsAre(DataRegion{512, 512}));
}

TEST(TarHolesTest, AFileMayBeNothingButAHole) {
  const Regions regions = data_regions(5000, {});
  EXPECT_THAT(regions, IsEmpty());
  EXPECT_TRUE(has_holes(5000, regions));
  EXPECT_EQ(sparse_map(5000, regions).substr(0, 10), std::string("1\n5000\n0\n\0", 10));
}

TEST(TarHolesTest, TheMapIsLinesInWholeBlocks) {
  const std::string map = sparse_map(9000, Regions{{512, 512}, {4096, 512}});
  EXPECT_EQ(map.size(), 512U);
  EXPECT_EQ(map.substr(0, map.find('\0')), "3\n512\n512\n4096\n512\n9000\n0\n");
  const std::string to_the_end = sparse_map(4608, Regions{{4096, 512}});
  EXPECT_EQ(to_the_end.substr(0, to_the_end.find('\0')), "1\n4096\n512\n");
}

TEST(TarHolesTest, AMapThatWouldBeTooLongLeavesOutLargerHolesOnly) {
  Extents extents;
  std::uint64_t end = 0;
  for (std::uint64_t i = 0; i < 100'000; ++i) {
    end += i % 100 == 0 ? 1U << 20 : 512U;
    extents.push_back({end, 512, 0});
    end += 512;
  }
  const Regions regions = data_regions(end, extents);
  EXPECT_LE(sparse_map(end, regions).size(), 1U << 20);
  EXPECT_EQ(regions.size(), 1000U);
  EXPECT_EQ(regions.front().offset, 1U << 20);
}

}  // namespace
}  // namespace oci2boot
