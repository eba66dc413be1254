// SPDX-License-Identifier: Apache-2.0
#include "src/cli/page/amounts_text.h"

#include <gtest/gtest.h>

namespace oci2boot {
namespace {

TEST(AmountsTextTest, FilesAreCountedInThousands) {
  EXPECT_EQ(file_count(0), "0 files");
  EXPECT_EQ(file_count(1), "1 file");
  EXPECT_EQ(file_count(999), "999 files");
  EXPECT_EQ(file_count(1000), "1,000 files");
  EXPECT_EQ(file_count(12'345'678), "12,345,678 files");
}

TEST(AmountsTextTest, SharesSayNoMoreThanTheyKnow) {
  EXPECT_EQ(share_text(0, 100), "0 %");
  EXPECT_EQ(share_text(0, 0), "0 %");
  EXPECT_EQ(share_text(1, 100'000), "<0.1 %");
  EXPECT_EQ(share_text(34, 1000), "3.4 %");
  EXPECT_EQ(share_text(341, 1000), "34 %");
  EXPECT_EQ(share_text(7, 7), "100 %");
}

}  // namespace
}  // namespace oci2boot
