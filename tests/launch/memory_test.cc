// SPDX-License-Identifier: Apache-2.0
#include "src/launch/memory.h"

#include <gtest/gtest.h>

namespace oci2boot {
namespace {

constexpr std::uint64_t kMiB = std::uint64_t{1} << 20;

TEST(MemoryTest, GivesASmallImageTheUsualSize) {
  EXPECT_EQ(memory_for({8 * kMiB, 500, 3 * kMiB}), 256U);
}

TEST(MemoryTest, GivesAGuestWithADiskTheUsualSizeOfOne) {
  EXPECT_EQ(memory_with_disk({kMiB, 20, kMiB}), 512U);
  EXPECT_EQ(memory_with_disk({500 * kMiB, 0, 300 * kMiB}), 1536U);
}

TEST(MemoryTest, GivesTwiceTheRootAndTheInitrdAndRoomToWork) {
  // 1000 + 300 + 80 for the kernel, and 1/63 more, are 1402; 128 more, rounded up to 64.
  const RootSize root{500 * kMiB, 0, 300 * kMiB};
  EXPECT_EQ(least_memory_mib(root), 1402U);
  EXPECT_EQ(memory_for(root), 1536U);
}

TEST(MemoryTest, CountsManySmallFiles) {
  EXPECT_GT(least_memory_mib({kMiB, 1'000'000, kMiB}), 1000U);
}

TEST(MemoryTest, TellsWhetherARootFits) {
  const RootSize root{100 * kMiB, 100, 101 * kMiB};
  EXPECT_TRUE(fits(root, memory_for(root)));
  EXPECT_TRUE(fits(root, least_memory_mib(root)));
  EXPECT_FALSE(fits(root, least_memory_mib(root) - 1));
}

TEST(MemoryTest, DoesNotOverflowOnAbsurdSizes) {
  EXPECT_GT(memory_for({~std::uint64_t{0}, 1U << 24, ~std::uint64_t{0}}), std::uint64_t{1} << 44);
}

}  // namespace
}  // namespace oci2boot
