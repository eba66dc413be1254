// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <csignal>

extern "C" {
#include "src/init/signal_mask.h"
}

namespace oci2boot {
namespace {

constexpr const char* kStatus =
    "Name:\tsh\nSigBlk:\tffffffffffffffff\nSigIgn:\t8000000000384004\nSigCgt:\tffffffffffffffff\n";

TEST(SignalMask, KnowsWhatIsIgnored) {
  EXPECT_TRUE(ignores_signal(kStatus, SIGTERM));
  EXPECT_TRUE(ignores_signal(kStatus, SIGQUIT));
  EXPECT_TRUE(ignores_signal(kStatus, 64));
  EXPECT_FALSE(ignores_signal(kStatus, SIGHUP));
  EXPECT_FALSE(ignores_signal(kStatus, SIGINT));
}

TEST(SignalMask, NothingIsIgnoredByWhoSaysNothing) {
  EXPECT_FALSE(ignores_signal("", SIGTERM));
  EXPECT_FALSE(ignores_signal("Name:\tSigIgn:\tffffffff\n", SIGTERM));
  EXPECT_FALSE(ignores_signal("Name:\tsh\nSigIgn:", SIGTERM));
}

}  // namespace
}  // namespace oci2boot
