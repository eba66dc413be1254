// SPDX-License-Identifier: Apache-2.0
#include "src/image/zero_runs.h"

#include <gtest/gtest.h>

#include "tests/support/host_tools.h"

namespace oci2boot {
namespace {

constexpr std::size_t kBlock = 4096;

std::string text(std::size_t size) {
  return std::string(size, 't');
}
std::string zeros(std::size_t size) {
  return std::string(size, '\0');
}

void expect_run(const std::string& bytes, std::size_t misalignment, std::size_t from,
                std::size_t begin, std::size_t length) {
  const ZeroRun run = next_zero_run(as_span(bytes), misalignment, from);
  EXPECT_EQ(run.begin, begin);
  EXPECT_EQ(run.length, length);
}

TEST(ZeroRunsTest, TellsZerosFromAnythingElse) {
  EXPECT_TRUE(is_zeros({}));
  EXPECT_TRUE(is_zeros(as_span(zeros(1))));
  EXPECT_TRUE(is_zeros(as_span(zeros(5000))));
  EXPECT_FALSE(is_zeros(as_span("x")));
  EXPECT_FALSE(is_zeros(as_span(zeros(5000) + "x")));
  EXPECT_FALSE(is_zeros(as_span("x" + zeros(5000))));
}

TEST(ZeroRunsTest, FindsWholeBlocksOfZeros) {
  expect_run(zeros(4 * kBlock), 0, 0, 0, 4 * kBlock);
  expect_run(text(kBlock) + zeros(6 * kBlock) + text(1), 0, 0, kBlock, 6 * kBlock);
  // Parts of blocks at either end stay with what is beside them.
  expect_run(text(100) + zeros(6 * kBlock) + text(1), 0, 0, kBlock, 5 * kBlock);
}

TEST(ZeroRunsTest, CountsBlocksFromTheDisksBeginning) {
  expect_run(zeros(5 * kBlock), 96, 0, kBlock - 96, 4 * kBlock);
  expect_run(zeros(4 * kBlock), 96, 0, 4 * kBlock, 0);
  expect_run(zeros(5 * kBlock), kBlock, 0, 0, 5 * kBlock);
}

TEST(ZeroRunsTest, PassesOverWhatIsNotWorthAHole) {
  expect_run(text(10) + zeros(3 * kBlock) + text(10), 0, 0, 3 * kBlock + 20, 0);
  expect_run(zeros(3 * kBlock) + text(1) + zeros(5 * kBlock), 0, 0, 4 * kBlock, 4 * kBlock);
  expect_run("", 0, 0, 0, 0);
  expect_run(zeros(10), 0, 0, 10, 0);
}

TEST(ZeroRunsTest, BeginsWhereItIsTold) {
  const std::string bytes = zeros(4 * kBlock) + text(kBlock) + zeros(4 * kBlock);
  expect_run(bytes, 0, 4 * kBlock, 5 * kBlock, 4 * kBlock);
  expect_run(bytes, 0, 1, 5 * kBlock, 4 * kBlock);
  expect_run(bytes, 0, bytes.size(), bytes.size(), 0);
}

}  // namespace
}  // namespace oci2boot
