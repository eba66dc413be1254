// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <csignal>

extern "C" {
#include "src/init/signal_name.h"
}

namespace oci2boot {
namespace {

TEST(SignalName, NamesTheSignalsThatHaveAName) {
  EXPECT_STREQ(signal_name(SIGHUP), "HUP");
  EXPECT_STREQ(signal_name(SIGKILL), "KILL");
  EXPECT_STREQ(signal_name(SIGSYS), "SYS");
}

TEST(SignalName, HasNoNameForOthers) {
  for (int signal : {-1, 0, 16, 32, 64, 1000}) EXPECT_EQ(signal_name(signal), nullptr) << signal;
}

}  // namespace
}  // namespace oci2boot
