// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/second_try.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "tests/support/expect_error.h"

namespace oci2boot {
namespace {

class CountedRestarts final : public Progress {
 public:
  void restarted() override { ++count; }
  int count = 0;
};

class SecondTryTest : public testing::Test {
 protected:
  /// Runs what throws each of the errors in turn and then succeeds.
  int run(std::vector<Error> errors) {
    std::size_t tries = 0;
    return with_second_try(
        progress_, [&](const std::string& warning) { warnings_.push_back(warning); },
        [&] {
          if (tries < errors.size()) throw errors[tries++];
          return static_cast<int>(tries);
        },
        [&] { ++preparations_; });
  }

  CountedRestarts progress_;
  int preparations_ = 0;
  std::vector<std::string> warnings_;
  Error damaged_ = Error(ErrorCode::verification_failed, "a blob is damaged").repairable();
};

TEST_F(SecondTryTest, WhatSucceedsRunsOnce) {
  EXPECT_EQ(run({}), 0);
  EXPECT_EQ(progress_.count, 0);
  EXPECT_TRUE(warnings_.empty());
}

TEST_F(SecondTryTest, DamageThatCanBeRepairedIsWarnedOfAndTriedAgain) {
  EXPECT_EQ(run({damaged_}), 1);
  EXPECT_EQ(progress_.count, 1);
  EXPECT_EQ(preparations_, 1);
  EXPECT_THAT(warnings_, testing::ElementsAre("a blob is damaged; starting again"));
}

TEST_F(SecondTryTest, TheSecondFailureIsFinal) {
  expect_error(ErrorCode::verification_failed, "damaged", [&] { run({damaged_, damaged_}); });
  EXPECT_EQ(progress_.count, 1);
}

TEST_F(SecondTryTest, WhatCannotBeRepairedIsNotTriedAgain) {
  expect_error(ErrorCode::not_found, "gone", [&] { run({Error(ErrorCode::not_found, "gone")}); });
  EXPECT_EQ(progress_.count, 0);
}

}  // namespace
}  // namespace oci2boot
