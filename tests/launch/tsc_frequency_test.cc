// SPDX-License-Identifier: Apache-2.0
#include "src/launch/tsc_frequency.h"

#include <gtest/gtest.h>

#include <chrono>

namespace oci2boot {
namespace {

TEST(TscFrequencyTest, IsTicksInAMillisecond) {
  EXPECT_EQ(tsc_khz({1'000, 5'000'000}, {23'001'000, 15'000'000}), 2'300'000);
}

TEST(TscFrequencyTest, IsNotKnownAfterAMoment) {
  EXPECT_EQ(tsc_khz({0, 0}, {11'500'000, 4'999'999}), std::nullopt);
  EXPECT_EQ(tsc_khz({0, 0}, {11'500'000, 5'000'000}), 2'300'000);
}

TEST(TscFrequencyTest, IsNotKnownOfACounterThatWentBack) {
  EXPECT_EQ(tsc_khz({100, 0}, {100, 50'000'000}), std::nullopt);
  EXPECT_EQ(tsc_khz({100, 50'000'000}, {200, 0}), std::nullopt);
}

TEST(TscFrequencyTest, OfThisMachineIsTheFrequencyOfAProcessorWhereItIsKnown) {
  // Measured since the program's start, which may be a moment ago.
  const auto enough = std::chrono::steady_clock::now() + std::chrono::milliseconds(50);
  while (std::chrono::steady_clock::now() < enough) {
  }
  const auto known = host_tsc_khz();
  if (!known) GTEST_SKIP() << "the counter does not count evenly, or there is none";
  EXPECT_GE(*known, 100'000U);
  EXPECT_LE(*known, 20'000'000U);
}

}  // namespace
}  // namespace oci2boot
