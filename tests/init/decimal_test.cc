// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <climits>
#include <optional>
#include <string>

extern "C" {
#include "src/init/decimal.h"
}

namespace oci2boot {
namespace {

std::optional<unsigned long> parse(const std::string& text, unsigned long max) {
  unsigned long value = 0;
  if (!parse_decimal(text.data(), text.size(), max, &value)) return std::nullopt;
  return value;
}

TEST(Decimal, TakesDigitsUpToTheMaximum) {
  EXPECT_EQ(parse("0", 64), 0U);
  EXPECT_EQ(parse("64", 64), 64U);
  EXPECT_EQ(parse("007", 64), 7U);
  EXPECT_EQ(parse(std::to_string(ULONG_MAX), ULONG_MAX), ULONG_MAX);
}

TEST(Decimal, RefusesMoreThanTheMaximum) {
  EXPECT_EQ(parse("65", 64), std::nullopt);
  EXPECT_EQ(parse("640", 64), std::nullopt);
  EXPECT_EQ(parse("7", 5), std::nullopt);
  EXPECT_EQ(parse(std::to_string(ULONG_MAX) + "0", ULONG_MAX), std::nullopt);
}

TEST(Decimal, RefusesEverythingElse) {
  for (const char* text : {"", "-1", "+1", " 1", "1 ", "0x1", "1a"}) {
    EXPECT_EQ(parse(text, 64), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace oci2boot
