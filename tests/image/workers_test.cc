// SPDX-License-Identifier: Apache-2.0
#include "src/image/workers.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <latch>
#include <stdexcept>
#include <vector>

namespace oci2boot {
namespace {

TEST(WorkersTest, GiveEachTaskItsResult) {
  Workers<int> workers(3);
  std::vector<std::future<int>> results;
  for (int i = 0; i < 100; ++i) results.push_back(workers.begin([i] { return i; }));
  for (int i = 0; i < 100; ++i) EXPECT_EQ(results[static_cast<std::size_t>(i)].get(), i);
}

TEST(WorkersTest, DoAsManyTasksAtOnceAsThereAreThreads) {
  std::latch both(2);  // neither task ends before the other has begun
  Workers<bool> workers(2);
  const auto meet = [&both] {
    both.arrive_and_wait();
    return true;
  };
  std::future<bool> first = workers.begin(meet);
  std::future<bool> second = workers.begin(meet);
  EXPECT_TRUE(first.get() && second.get());
}

TEST(WorkersTest, UseTheSameThreadsAgain) {
  Workers<int> workers(2);
  int most = 0;
  for (int i = 0; i < 50; ++i) {
    const auto count = [] {
      thread_local int of_this_thread = 0;
      return ++of_this_thread;
    };
    most = std::max(most, workers.begin(count).get());
  }
  EXPECT_GE(most, 25);
}

TEST(WorkersTest, EndWhenTheirTaskHasEnded) {
  std::latch begun(1);
  bool ended = false;
  {
    Workers<int> workers(1);
    workers.begin([&] {
      begun.count_down();
      ended = true;
      return 1;
    });
    begun.wait();
  }
  EXPECT_TRUE(ended);
}

TEST(WorkersTest, PassOnWhatATaskThrows) {
  Workers<int> workers(1);
  std::future<int> result = workers.begin([]() -> int { throw std::runtime_error("task"); });
  EXPECT_THROW(result.get(), std::runtime_error);
  EXPECT_EQ(workers.begin([] { return 1; }).get(), 1);
}

}  // namespace
}  // namespace oci2boot
