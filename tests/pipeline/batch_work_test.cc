// SPDX-License-Identifier: Apache-2.0
#include "src/pipeline/batch_work.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <thread>

namespace oci2boot {
namespace {

/// Of the calling thread.
int policy() {
  return sched_getscheduler(0);
}

TEST(BatchWorkTest, HoldsForThreadsThatBeginMeanwhileAndIsUndone) {
  const int before = policy();
  {
    const BatchWork batch_work;
    int in_thread = -1;
    std::thread([&] { in_thread = policy(); }).join();
    EXPECT_EQ(in_thread, before == SCHED_OTHER ? SCHED_BATCH : before);
  }
  EXPECT_EQ(policy(), before);
}

}  // namespace
}  // namespace oci2boot
