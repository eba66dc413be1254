// SPDX-License-Identifier: Apache-2.0
#include "src/launch/session/escape_key.h"

#include <gtest/gtest.h>

namespace oci2boot {
namespace {

using std::chrono::milliseconds;

class EscapeKeyTest : public testing::Test {
 protected:
  bool type(const char* keys, int time) {
    return key_.take(keys, SessionClock::time_point() + milliseconds(time));
  }

 private:
  EscapeKey key_;
};

TEST_F(EscapeKeyTest, IsCtrlBracketThreeTimesWithinASecond) {
  EXPECT_FALSE(type("\x1d", 0));
  EXPECT_FALSE(type("\x1d", 400));
  EXPECT_TRUE(type("\x1d", 1000));
}

TEST_F(EscapeKeyTest, MayComeAtOnce) {
  EXPECT_TRUE(type("ls\n\x1d\x1d\x1d", 0));
}

TEST_F(EscapeKeyTest, IsNoneWhenTypedSlowly) {
  EXPECT_FALSE(type("\x1d", 0));
  EXPECT_FALSE(type("\x1d", 600));
  EXPECT_FALSE(type("\x1d", 1200));
  EXPECT_TRUE(type("\x1d", 1500));  // with the two before
}

TEST_F(EscapeKeyTest, IsNoneWithOtherKeysInBetween) {
  EXPECT_FALSE(type("\x1d\x1d", 0));
  EXPECT_FALSE(type("a\x1d", 100));
  EXPECT_FALSE(type("\x1d", 200));
  EXPECT_TRUE(type("\x1d", 300));
}

}  // namespace
}  // namespace oci2boot
