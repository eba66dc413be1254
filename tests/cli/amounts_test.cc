// SPDX-License-Identifier: Apache-2.0
#include "src/cli/amounts.h"

#include <gtest/gtest.h>

namespace oci2boot {
namespace {

TEST(AmountsTest, SizesAreInTheUnitThatReadsWell) {
  EXPECT_EQ(human_size(0), "0 B");
  EXPECT_EQ(human_size(1023), "1023 B");
  EXPECT_EQ(human_size(1536), "1.5 KiB");
  EXPECT_EQ(human_size(std::uint64_t{3} << 40), "3.0 TiB");
}

TEST(AmountsTest, APartIsInTheUnitOfItsWhole) {
  EXPECT_EQ(human_part(1536, 12 << 20), "0.0/12.0 MiB");
  EXPECT_EQ(human_part(7, 900), "7/900 B");
  EXPECT_EQ(human_part(97 << 20, 120 << 20), "97/120 MiB");
}

TEST(AmountsTest, RatesAreShort) {
  EXPECT_EQ(human_rate(3.5 * (1 << 20)), "3.5 MiB/s");
  EXPECT_EQ(human_rate(120.4 * (1 << 20)), "120 MiB/s");
  EXPECT_EQ(human_rate(0.4), "0 B/s");
}

TEST(AmountsTest, DurationsAreAsShortAsTheyCanBe) {
  EXPECT_EQ(human_duration(std::chrono::seconds(7)), "7s");
  EXPECT_EQ(human_duration(std::chrono::seconds(65)), "1:05");
  EXPECT_EQ(human_duration(std::chrono::seconds(3665)), "1:01:05");
}

TEST(AmountsTest, TimesAreInUtc) {
  EXPECT_EQ(utc_time({0, 0}), "1970-01-01T00:00:00Z");
  EXPECT_EQ(utc_time({1'709'210'096, 5}), "2024-02-29T12:34:56Z");
  EXPECT_EQ(utc_time({-1, 0}), "1969-12-31T23:59:59Z");
  EXPECT_EQ(utc_minute(std::chrono::system_clock::from_time_t(1'709'210'096)), "2024-02-29 12:34");
}

TEST(AmountsTest, OneIsSingular) {
  EXPECT_EQ(counted(1, "layer"), "1 layer");
  EXPECT_EQ(counted(0, "layer"), "0 layers");
}

}  // namespace
}  // namespace oci2boot
