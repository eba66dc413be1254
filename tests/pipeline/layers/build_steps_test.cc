// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/layers/build_steps.h"

#include <gtest/gtest.h>

namespace oci2boot {
namespace {

TEST(BuildStepsTest, LayersBelongToTheStepsThatMadeOne) {
  const auto steps = build_steps({{"ADD", "", false}, {"ENV", "", true}, {"RUN", "", false}}, 2);
  ASSERT_EQ(steps.size(), 3U);
  EXPECT_EQ(steps[0].layer, 0U);
  EXPECT_EQ(steps[1].layer, std::nullopt);
  EXPECT_EQ(steps[2].layer, 1U);
  EXPECT_EQ(steps[2].created_by, "RUN");
}

TEST(BuildStepsTest, AHistoryOfAnotherNumberOfLayersTellsNothing) {
  const auto steps = build_steps({{"ADD", "", false}}, 2);
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_EQ(steps[0].created_by, "");
  EXPECT_EQ(steps[1].layer, 1U);
}

TEST(BuildStepsTest, ACommentStandsInForTheCommand) {
  EXPECT_EQ(build_steps({{"", "Imported from -", false}}, 1).at(0).created_by, "Imported from -");
}

}  // namespace
}  // namespace oci2boot
