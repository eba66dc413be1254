// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

extern "C" {
#include "src/init/screen_size.h"
}
#include "tests/init/exact_bytes.h"

namespace oci2boot {
namespace {

using RowsAndColumns = std::optional<std::pair<int, int>>;

RowsAndColumns parse(const std::string& command_line) {
  ScreenSize size = {};
  if (!parse_screen_size(command_line.c_str(), &size)) return std::nullopt;
  return std::pair<int, int>(size.rows, size.columns);
}

RowsAndColumns screen(int rows, int columns) {
  return std::pair(rows, columns);
}

TEST(ScreenSize, StandsAnywhereOnTheCommandLine) {
  EXPECT_EQ(parse("oci2boot.size=50x132"), screen(50, 132));
  EXPECT_EQ(parse("console=ttyS0 oci2boot.size=50x132 quiet\n"), screen(50, 132));
  EXPECT_EQ(parse(" \tquiet  oci2boot.size=1x9999\n"), screen(1, 9999));
}

TEST(ScreenSize, TheLastOneCounts) {
  EXPECT_EQ(parse("oci2boot.size=1x2 oci2boot.size=3x4"), screen(3, 4));
}

TEST(ScreenSize, NoneIsNone) {
  EXPECT_EQ(parse(""), std::nullopt);
  EXPECT_EQ(parse(" \n"), std::nullopt);
  EXPECT_EQ(parse("console=ttyS0 quiet"), std::nullopt);
  EXPECT_EQ(parse("xoci2boot.size=1x2 oci2boot.sizes=1x2 oci2boot.size"), std::nullopt);
}

TEST(ScreenSize, OneThatIsNotTwoNumbersFrom1To9999IsNone) {
  for (const char* value : {"", "x", "24", "24x", "x80", "0x80", "24x0", "10000x80", "24x10000",
                            "24x99999999999999999999", "-1x80", "24X80", "24x80x1", "24,80"}) {
    EXPECT_EQ(parse("oci2boot.size=" + std::string(value) + " quiet"), std::nullopt) << value;
  }
}

TEST(ScreenSize, ABadOneLeavesTheGoodOneBefore) {
  EXPECT_EQ(parse("oci2boot.size=24x80 oci2boot.size=0x0 oci2boot.size=7x"), screen(24, 80));
}

TEST(ScreenSize, IsReadWithoutAKeyAsWell) {
  const auto parse_value = [](std::string_view text) -> RowsAndColumns {
    const ExactBytes bytes(text);
    ScreenSize size = {};
    if (!parse_rows_and_columns(bytes.get(), &size)) return std::nullopt;
    return std::pair<int, int>(size.rows, size.columns);
  };
  EXPECT_EQ(parse_value("50x132"), screen(50, 132));
  for (const std::string_view bad :
       {"", "x", "1x", "x1", "0x1", "1x0", "1x10000", "1x2 ", "-1x2"}) {
    EXPECT_EQ(parse_value(bad), std::nullopt) << bad;
  }
}

}  // namespace
}  // namespace oci2boot
