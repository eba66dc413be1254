// SPDX-License-Identifier: Apache-2.0
#include "src/cli/progress/transfer_rate.h"

#include <gtest/gtest.h>

namespace oci2boot {
namespace {

using namespace std::chrono_literals;

const ProgressClock::time_point kStart{1000s};

TEST(TransferRateTest, NothingIsKnownAtFirst) {
  TransferRate rate;
  EXPECT_FALSE(rate.at(kStart).has_value());
  rate.note(0, kStart);
  EXPECT_FALSE(rate.at(kStart + 100ms).has_value());
}

TEST(TransferRateTest, WhatWasThereBeforeDoesNotCount) {
  TransferRate rate;
  rate.note(1'000'000, kStart);
  rate.note(1'002'000, kStart + 2s);
  EXPECT_DOUBLE_EQ(*rate.at(kStart + 2s), 1000);
}

TEST(TransferRateTest, OnlyTheLastSecondsCount) {
  TransferRate rate;
  std::uint64_t bytes = 0;
  auto now = kStart;
  for (int i = 0; i < 100; ++i) rate.note(bytes += 1'000'000, now += 100ms);
  for (int i = 0; i < 60; ++i) rate.note(bytes += 10, now += 100ms);
  EXPECT_NEAR(*rate.at(now), 100, 10);
}

TEST(TransferRateTest, ItFallsWhileNothingComes) {
  TransferRate rate;
  rate.note(0, kStart);
  rate.note(1000, kStart + 1s);
  EXPECT_DOUBLE_EQ(*rate.at(kStart + 1s), 1000);
  EXPECT_DOUBLE_EQ(*rate.at(kStart + 4s), 250);
  EXPECT_DOUBLE_EQ(*rate.at(kStart + 60s), 0);
}

}  // namespace
}  // namespace oci2boot
