// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>

extern "C" {
#include "src/init/kernel_record.h"
}

namespace oci2boot {
namespace {

TEST(KernelRecord, HasALevelATimeAndALine) {
  std::string text =
      "6,1234,5140900,-,caller=T1;app[45]: segfault at 0 ip 1 error 4\n SUBSYSTEM=x\n DEVICE=+y\n";
  KernelRecord record = {};
  ASSERT_TRUE(parse_kernel_record(text.data(), &record));
  EXPECT_EQ(record.level, 6);
  EXPECT_TRUE(record.from_kernel);
  EXPECT_EQ(record.microseconds, 5140900U);
  EXPECT_STREQ(record.message, "app[45]: segfault at 0 ip 1 error 4");
}

TEST(KernelRecord, AProgramsRecordIsToldFromTheKernels) {
  std::string text = "30,1,2,-;systemd[1]: hello\n";  // LOG_DAEMON | LOG_INFO
  KernelRecord record = {};
  ASSERT_TRUE(parse_kernel_record(text.data(), &record));
  EXPECT_FALSE(record.from_kernel);
  EXPECT_EQ(record.level, 6);
}

TEST(KernelRecord, OneWithoutALineEndIsWhole) {
  std::string text = "0,0,0,c;";
  KernelRecord record = {};
  ASSERT_TRUE(parse_kernel_record(text.data(), &record));
  EXPECT_STREQ(record.message, "");
}

TEST(KernelRecord, AnythingElseIsNone) {
  for (const char* bad : {"", "6", "6,", "6,1", "6,1,", "6,1,2", "6,1,2,-", ";x", "-6,1,2,-;x",
                          "6,1,2;x", "a,1,2,-;x", " 6,1,2,-;x", "6,1, 2,-;x"}) {
    std::string text = bad;
    KernelRecord record = {};
    EXPECT_FALSE(parse_kernel_record(text.data(), &record)) << bad;
  }
}

}  // namespace
}  // namespace oci2boot
