// SPDX-License-Identifier: Apache-2.0
#include "oci/http/retry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "tests/support/expect_error.h"

namespace oci2boot {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::sys_days;

Patience hasty(int tries) {
  Patience patience;
  patience.tries = tries;
  patience.first_pause = 1ms;
  patience.longest_pause = 2ms;
  return patience;
}

TransientError busy(std::optional<milliseconds> retry_after = {}) {
  return TransientError(Error(ErrorCode::not_found, "registry.example:443 is busy"), retry_after);
}

TEST(Retry, StatusesThatPassByThemselves) {
  for (const int status : {408, 425, 429, 500, 502, 503, 504, 520, 529}) {
    EXPECT_TRUE(is_transient_status(status)) << status;
  }
  for (const int status : {200, 206, 301, 400, 401, 403, 404, 416, 501, 505, 511, 600, 0}) {
    EXPECT_FALSE(is_transient_status(status)) << status;
  }
}

TEST(Retry, AfterIsASpanOrADate) {
  const std::chrono::system_clock::time_point now =
      sys_days(std::chrono::year(2026) / 11 / 20) + 10h + 500ms;
  EXPECT_EQ(parse_retry_after("120", now), 120s);
  EXPECT_EQ(parse_retry_after("0", now), 0s);
  EXPECT_EQ(parse_retry_after("Fri, 20 Nov 2026 10:01:30 GMT", now), 90s);
  EXPECT_EQ(parse_retry_after("Fri, 20 Nov 2026 09:00:00 GMT", now), 0s);
  for (const char* text : {"", "-1", "+1", "1.5", "soon", "1s"}) {
    EXPECT_FALSE(parse_retry_after(text, now)) << text;
  }
}

TEST(Retry, AfterMoreSecondsThanANumberHoldsIsLong) {
  EXPECT_GT(parse_retry_after("99999999999999999999999", {}), seconds(1'000'000));
  EXPECT_GT(parse_retry_after("9223372036854775807", {}), seconds(1'000'000));
  EXPECT_GT(parse_retry_after("Sun, 06 Nov 9999 08:49:37 GMT", {}), seconds(1'000'000));
}

TEST(Backoff, DoublesItsPausesUpToTheLongest) {
  const Patience patience;
  EXPECT_EQ(Backoff::pause(patience, 1), 500ms);
  EXPECT_EQ(Backoff::pause(patience, 2), 1000ms);
  EXPECT_EQ(Backoff::pause(patience, 6), 16'000ms);
  EXPECT_EQ(Backoff::pause(patience, 7), 30'000ms);
  EXPECT_EQ(Backoff::pause(patience, 1'000'000), 30'000ms);
}

TEST(Backoff, EndsAfterSoManyTriesInARow) {
  int tries = 0;
  expect_error(ErrorCode::not_found, "registry.example:443 is busy (tried 3 times)", [&] {
    with_retries(hasty(3), {}, [&] {
      ++tries;
      throw busy();
    });
  });
  EXPECT_EQ(tries, 3);
}

TEST(Backoff, SaysNothingOfTriesWhenThereIsOneOnly) {
  Backoff backoff(hasty(1));
  try {
    backoff.wait(busy(), {});
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "registry.example:443 is busy");
  }
}

TEST(Backoff, TellsOfEachPauseBeforeIt) {
  std::vector<std::string> told;
  Patience patience = hasty(3);
  patience.on_pause = [&](const std::string& failure, milliseconds pause) {
    EXPECT_LE(pause, patience.longest_pause);
    told.push_back(failure);
  };
  EXPECT_THROW(with_retries(patience, {}, [] { throw busy(); }), Error);
  EXPECT_EQ(told, std::vector<std::string>(2, "registry.example:443 is busy"));
}

TEST(Backoff, CountsAnewAfterProgress) {
  Backoff backoff(hasty(2));
  for (int round = 0; round < 5; ++round) {
    backoff.wait(busy(), {});
    backoff.progressed();
  }
  backoff.wait(busy(), {});
  EXPECT_THROW(backoff.wait(busy(), {}), Error);
}

TEST(Backoff, WaitsAsLongAsTheServerAsks) {
  Backoff backoff(hasty(2));
  const auto start = std::chrono::steady_clock::now();
  backoff.wait(busy(50ms), {});
  EXPECT_GE(std::chrono::steady_clock::now() - start, 50ms);
}

TEST(Backoff, GivesUpAServerThatAsksForTooMuch) {
  Backoff backoff(hasty(5));
  expect_error(ErrorCode::not_found, "is busy (it asks to be left alone for 301 s)",
               [&] { backoff.wait(busy(301s), {}); });
  expect_error(ErrorCode::not_found, "is busy",
               [&] { backoff.wait(busy(parse_retry_after("99999999999999999999", {})), {}); });
}

TEST(Backoff, EndsItsPauseWhenItIsStopped) {
  Patience patience;
  patience.first_pause = patience.longest_pause = std::chrono::hours(1);
  std::stop_source stop;
  std::jthread stopper([&] { stop.request_stop(); });
  Backoff backoff(patience);
  try {
    backoff.wait(busy(), stop.get_token());
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "registry.example:443 is busy");
  }
}

TEST(Backoff, GivesUpForGood) {
  // Work inside other work that is tried again: its failure must not be tried again there.
  int tries = 0;
  EXPECT_THROW(with_retries(hasty(3), {},
                            [&] {
                              with_retries(hasty(3), {}, [&] {
                                ++tries;
                                throw busy();
                              });
                            }),
               Error);
  EXPECT_EQ(tries, 3);
}

TEST(Retries, ReturnWhatTheFirstGoodTryReturns) {
  int tries = 0;
  const std::string result = with_retries(hasty(5), {}, [&]() -> std::string {
    if (++tries < 3) throw busy();
    return "done";
  });
  EXPECT_EQ(result, "done");
  EXPECT_EQ(tries, 3);
}

TEST(Retries, AreNotForOtherErrors) {
  int tries = 0;
  expect_error(ErrorCode::not_authorised, "no", [&] {
    with_retries(hasty(5), {}, [&] {
      ++tries;
      throw Error(ErrorCode::not_authorised, "no");
    });
  });
  EXPECT_EQ(tries, 1);
}

}  // namespace
}  // namespace oci2boot
