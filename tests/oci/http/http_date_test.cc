// SPDX-License-Identifier: Apache-2.0
#include "oci/http/http_date.h"

#include <gtest/gtest.h>

#include <string>

namespace oci2boot {
namespace {

using std::chrono::sys_days;
using std::chrono::sys_seconds;
using std::chrono::system_clock;
using namespace std::chrono_literals;

constexpr sys_seconds kExample = sys_days(std::chrono::year(1994) / 11 / 6) + 8h + 49min + 37s;
constexpr system_clock::time_point kNow = sys_days(std::chrono::year(2026) / 11 / 20);

TEST(HttpDate, HasThreeForms) {
  EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT", kNow), kExample);
  EXPECT_EQ(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT", kNow), kExample);
  EXPECT_EQ(parse_http_date("Sun Nov  6 08:49:37 1994", kNow), kExample);
}

TEST(HttpDate, PutsAYearOfTwoDigitsNearNow) {
  const auto year_of = [](const std::string& year) {
    const auto date = parse_http_date("Sunday, 06-Nov-" + year + " 08:49:37 GMT", kNow);
    return static_cast<int>(
        std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(date.value())).year());
  };
  EXPECT_EQ(year_of("27"), 2027);
  EXPECT_EQ(year_of("76"), 2076);
  EXPECT_EQ(year_of("77"), 1977);
}

TEST(HttpDate, IsNothingElse) {
  for (const char* text :
       {"", "tomorrow", "120", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET",
        "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:61:00 GMT", "Sun, 06 Nov 1994 8:49:37 GMT",
        "Sun, 06 Nov 99999 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT GMT"}) {
    EXPECT_FALSE(parse_http_date(text, kNow)) << text;
  }
}

}  // namespace
}  // namespace oci2boot
