// SPDX-License-Identifier: Apache-2.0
#include "src/cli/boot_contradictions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <utility>

#include "oci2boot/error.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr int kTyped = 0;
constexpr int kOfFile = 2;

GivenOptions left_of(GivenOptions::Settings settings) {
  return without_boot_contradictions({std::move(settings), {}});
}

TEST(BootContradictionsTest, TheStrongerSourceHolds) {
  const GivenOptions typed_port =
      left_of({{"publish", {{"80:80"}, kTyped, ""}}, {"network", {{"none"}, kOfFile, "file"}}});
  EXPECT_THAT(typed_port.all("publish"), ElementsAre("80:80"));
  EXPECT_EQ(typed_port.one("network"), std::nullopt);
  const GivenOptions typed_network =
      left_of({{"publish", {{"80:80"}, kOfFile, "file"}}, {"network", {{"none"}, kTyped, ""}}});
  EXPECT_THAT(typed_network.all("publish"), IsEmpty());
  EXPECT_EQ(typed_network.one("network"), "none");
}

TEST(BootContradictionsTest, WhatElseAListSaysStays) {
  const GivenOptions left = left_of({{"add-user", {{"ada"}, kTyped, ""}},
                                     {"no-patch", {{"hosts", "identity"}, kOfFile, "file"}}});
  EXPECT_THAT(left.all("add-user"), ElementsAre("ada"));
  EXPECT_THAT(left.all("no-patch"), ElementsAre("hosts"));
}

TEST(BootContradictionsTest, OneSourceMayNotSayBoth) {
  EXPECT_THROW(left_of({{"publish", {{"80:80"}, kTyped, ""}}, {"network", {{"none"}, kTyped, ""}}}),
               Error);
}

TEST(BootContradictionsTest, WhatGoesTogetherStays) {
  const GivenOptions left =
      left_of({{"modules", {{"needed"}, kTyped, ""}}, {"kernel", {{"none"}, kTyped, ""}}});
  EXPECT_EQ(left.one("modules"), "needed");
  EXPECT_EQ(left.one("kernel"), "none");
}

}  // namespace
}  // namespace oci2boot
