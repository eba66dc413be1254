// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <csignal>

extern "C" {
#include "src/init/ending.h"
}

namespace oci2boot {
namespace {

constexpr int kNoStop = 0;

/// As waitpid() has them; wait(2) names the macros that take them apart and none to make them.
constexpr int exited(int status) {
  return status << 8;
}
constexpr int killed(int signal) {
  return signal;
}
constexpr int kCoreDumped = 0x80;

TEST(Ending, AnExitStatusIsTheStatus) {
  EXPECT_EQ(ending_of(exited(0), kNoStop).status, 0);
  EXPECT_EQ(ending_of(exited(255), kNoStop).status, 255);
  EXPECT_EQ(ending_of(exited(3), kNoStop).signal, 0);
  EXPECT_FALSE(ending_of(exited(3), kNoStop).stop_requested);
}

TEST(Ending, ASignalIs128AndItsNumber) {
  EXPECT_EQ(ending_of(killed(SIGTERM), kNoStop).status, 143);
  EXPECT_EQ(ending_of(killed(SIGKILL), kNoStop).status, 137);
  EXPECT_EQ(ending_of(killed(SIGSEGV) | kCoreDumped, kNoStop).status, 139);
  EXPECT_EQ(ending_of(killed(SIGSEGV) | kCoreDumped, kNoStop).signal, SIGSEGV);
}

TEST(Ending, AProgramThatStopsWhenToldToHasSucceeded) {
  EXPECT_EQ(ending_of(killed(SIGTERM), SIGTERM).status, 0);
  EXPECT_EQ(ending_of(killed(SIGHUP), SIGHUP).status, 0);
  EXPECT_EQ(ending_of(killed(SIGKILL), SIGTERM).status, 0);
  EXPECT_TRUE(ending_of(killed(SIGTERM), SIGTERM).stop_requested);
  EXPECT_EQ(ending_of(killed(SIGTERM), SIGTERM).signal, SIGTERM);
}

TEST(Ending, AProgramThatExitsWhenToldToStopKeepsItsStatus) {
  EXPECT_EQ(ending_of(exited(7), SIGTERM).status, 7);
  EXPECT_EQ(ending_of(exited(128 + SIGTERM), SIGTERM).status, 143);
  EXPECT_TRUE(ending_of(exited(7), SIGTERM).stop_requested);
}

TEST(Ending, AProgramThatCrashesWhenToldToStopHasNotSucceeded) {
  EXPECT_EQ(ending_of(killed(SIGSEGV), SIGTERM).status, 139);
  EXPECT_EQ(ending_of(killed(SIGTERM), SIGQUIT).status, 143);
}

bool crashed(int wait_status, int stop_sent) {
  const Ending ending = ending_of(wait_status, stop_sent);
  return is_crash(&ending);
}

TEST(Ending, ACrashIsASignalThatNobodyAskedFor) {
  EXPECT_TRUE(crashed(killed(SIGSEGV), kNoStop));
  EXPECT_TRUE(crashed(exited(128 + SIGSEGV), kNoStop));  // a shell says it of its child
  EXPECT_FALSE(crashed(killed(SIGTERM), SIGTERM));
  EXPECT_FALSE(crashed(exited(0), kNoStop));
  EXPECT_FALSE(crashed(exited(127), kNoStop));
  EXPECT_FALSE(crashed(exited(128), kNoStop));
  EXPECT_FALSE(crashed(exited(255), kNoStop));
}

TEST(Ending, InASessionTheStatusIsTheTrueOne) {
  const Ending stopped = plain_ending_of(killed(SIGTERM), true);
  EXPECT_EQ(stopped.status, 143);
  EXPECT_EQ(stopped.signal, SIGTERM);
  EXPECT_TRUE(stopped.stop_requested);
  EXPECT_EQ(plain_ending_of(exited(7), false).status, 7);
  EXPECT_EQ(plain_ending_of(exited(7), false).signal, 0);
  EXPECT_EQ(hanging_ending().status, 137);
}

TEST(Ending, AFaultIsASignalThatNobodySendsOnPurpose) {
  const auto is_told = [](int wait_status, bool stop_requested = false) {
    const Ending ending = plain_ending_of(wait_status, stop_requested);
    return is_fault(&ending);
  };
  EXPECT_TRUE(is_told(killed(SIGSEGV)));
  EXPECT_TRUE(is_told(killed(SIGKILL)));  // the kernel's, out of memory
  EXPECT_TRUE(is_told(exited(128 + SIGKILL)));
  EXPECT_FALSE(is_told(killed(SIGKILL), true));
  EXPECT_FALSE(is_told(exited(1)));
  for (const int signal : {SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTERM}) {
    EXPECT_FALSE(is_told(killed(signal))) << signal;
    EXPECT_FALSE(is_told(exited(128 + signal))) << signal;
  }
}

}  // namespace
}  // namespace oci2boot
