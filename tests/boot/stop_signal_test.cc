// SPDX-License-Identifier: Apache-2.0
#include "src/boot/stop_signal.h"

#include <gtest/gtest.h>

namespace oci2boot {
namespace {

TEST(StopSignalTest, UnderstandsNamesAndNumbers) {
  EXPECT_EQ(parse_signal("SIGTERM"), 15);
  EXPECT_EQ(parse_signal("term"), 15);
  EXPECT_EQ(parse_signal("SIGKILL"), 9);
  EXPECT_EQ(parse_signal("SIGSYS"), 31);
  EXPECT_EQ(parse_signal("SIGWINCH"), 28);
  EXPECT_EQ(parse_signal("15"), 15);
  EXPECT_EQ(parse_signal("64"), 64);
}

TEST(StopSignalTest, UnderstandsRealTimeSignals) {
  EXPECT_EQ(parse_signal("SIGRTMIN"), 34);
  EXPECT_EQ(parse_signal("SIGRTMIN+3"), 37);
  EXPECT_EQ(parse_signal("RTMAX-1"), 63);
  EXPECT_EQ(parse_signal("SIGRTMIN+30"), 64);
}

TEST(StopSignalTest, RefusesTheRest) {
  for (const char* text : {"", "0", "-1", "65", "15 ", "SIG", "SIGFOO", "SIGRTMIN+31", "SIGRTMIN-1",
                           "SIGRTMIN+-1", "SIGRTMIN+", "99999999999999999999"}) {
    EXPECT_EQ(parse_signal(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace oci2boot
