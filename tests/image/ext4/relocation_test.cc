// SPDX-License-Identifier: Apache-2.0
#include "src/image/ext4/relocation.h"

#include <gtest/gtest.h>

namespace oci2boot {
namespace {

using Ranges = std::vector<BlockRange>;
using Moves = std::vector<Move>;

TEST(Relocation, MovesNothingThatEndsWhereItShould) {
  const Relocation plan = plan_relocation(Ranges{{0, 10}, {20, 5}}, 25);
  EXPECT_EQ(plan.moves, Moves{});
  EXPECT_EQ(plan.end, 25U);
}

TEST(Relocation, FillsAGapFromBehind) {
  const Ranges used{{0, 10}, {20, 10}};
  const Relocation plan = plan_relocation(used, 24);
  EXPECT_EQ(plan.moves, (Moves{{24, 10, 6}}));
  EXPECT_EQ(plan.end, 24U);
  EXPECT_EQ(used_after(used, plan.moves), (Ranges{{0, 16}, {20, 4}}));
}

TEST(Relocation, TakesTheLargestGapsFirst) {
  const Ranges used{{1, 1}, {3, 1}, {20, 10}, {40, 6}};
  EXPECT_EQ(plan_relocation(used, 30).moves, (Moves{{40, 4, 6}}));
}

TEST(Relocation, CutsWhatNoGapHolds) {
  const Ranges used{{2, 1}, {5, 1}, {8, 4}};
  const Relocation plan = plan_relocation(used, 8);
  EXPECT_EQ(plan.moves, (Moves{{8, 0, 2}, {10, 3, 2}}));
  EXPECT_EQ(plan.end, 6U);
  EXPECT_EQ(used_after(used, plan.moves), (Ranges{{0, 6}}));
}

TEST(Relocation, PacksEverythingWhenThereIsNoRoomToSpare) {
  const Ranges used{{1, 1}, {3, 1}, {5, 1}, {7, 1}};
  const Relocation plan = plan_relocation(used, 4);
  EXPECT_EQ(plan.moves, (Moves{{5, 0, 1}, {7, 2, 1}}));
  EXPECT_EQ(plan.end, 4U);
}

TEST(ContentMap, LeadsToWhereBlocksWereMoved) {
  const DataArea area(128);
  const ContentMap map(area, {{24, 10, 6}, {40, 2, 3}});
  std::vector<BlockRange> runs;
  map.for_each_run({22, 20}, [&](BlockRange run) { runs.push_back(run); });
  EXPECT_EQ(runs, (Ranges{{129 + 22, 2}, {129 + 10, 6}, {129 + 30, 10}, {129 + 2, 2}}));
}

}  // namespace
}  // namespace oci2boot
