// SPDX-License-Identifier: Apache-2.0
#include "src/cli/values.h"

#include <gtest/gtest.h>

#include "oci2boot/error.h"

namespace oci2boot {
namespace {

TEST(ValuesTest, MemoryIsInMebibytesWithoutAUnit) {
  EXPECT_EQ(parse_memory_mib("512"), 512U);
  EXPECT_EQ(parse_memory_mib("512M"), 512U);
  EXPECT_EQ(parse_memory_mib("512MiB"), 512U);
  EXPECT_EQ(parse_memory_mib("2G"), 2048U);
}

TEST(ValuesTest, MemoryThatMakesNoSenseIsRefused) {
  for (const char* text : {"", "M", "0", "-1", "1.5G", "1K", "512B", "512iB", "2gx",
                           "99999999999999999999", "17592186044416G", "16385G1", " 5"}) {
    EXPECT_THROW(parse_memory_mib(text), Error) << text;
  }
}

TEST(ValuesTest, SizesAreInBytesWithoutAUnit) {
  EXPECT_EQ(parse_size("--keep", "0"), 0U);
  EXPECT_EQ(parse_size("--keep", "1000"), 1000U);
  EXPECT_EQ(parse_size("--keep", "4k"), 4096U);
  EXPECT_EQ(parse_size("--keep", "500M"), std::uint64_t{500} << 20);
  for (const char* text : {"10G", "10GB", "10GiB", "10Gi", "10g"}) {
    EXPECT_EQ(parse_size("--keep", text), std::uint64_t{10} << 30) << text;
  }
  for (const char* text : {"", "G", "B", "1.5G", "-1", "10B", "10 G", "17179869184G", "10GG"}) {
    EXPECT_THROW(parse_size("--keep", text), Error) << text;
  }
}

TEST(ValuesTest, ADiskHasASizeOrFreeSpace) {
  EXPECT_EQ(parse_disk_size("10G").kind, DiskSize::Kind::total);
  EXPECT_EQ(parse_disk_size("10G").bytes, std::uint64_t{10} << 30);
  EXPECT_EQ(parse_disk_size("+512M").kind, DiskSize::Kind::free);
  EXPECT_EQ(parse_disk_size("+512M").bytes, std::uint64_t{512} << 20);
  EXPECT_EQ(parse_disk_size("+0").kind, DiskSize::Kind::free);
  EXPECT_EQ(parse_disk_size("+0").bytes, 0U);
  for (const char* text : {"", "+", "0", "++1G", "-1G", "1.5G"}) {
    EXPECT_THROW(parse_disk_size(text), Error) << text;
  }
}

TEST(ValuesTest, AgesHaveAUnit) {
  using namespace std::chrono_literals;
  EXPECT_EQ(parse_age("--older-than", "0s"), 0s);
  EXPECT_EQ(parse_age("--older-than", "90m"), 90min);
  EXPECT_EQ(parse_age("--older-than", "12h"), 12h);
  EXPECT_EQ(parse_age("--older-than", "30d"), 30 * 24h);
  EXPECT_EQ(parse_age("--older-than", "2w"), 14 * 24h);
  for (const char* text : {"", "d", "30", "-1d", "1.5h", "1y", "99999d", "18446744073709551615s"}) {
    EXPECT_THROW(parse_age("--older-than", text), Error) << text;
  }
}

TEST(ValuesTest, PublishesPortsAsDockerDoes) {
  EXPECT_EQ(parse_published_port("8080:80"), (PublishedPort{"", 8080, 80, false}));
  EXPECT_EQ(parse_published_port("8080:80/tcp"), (PublishedPort{"", 8080, 80, false}));
  EXPECT_EQ(parse_published_port("127.0.0.1:53:5353/udp"),
            (PublishedPort{"127.0.0.1", 53, 5353, true}));
}

TEST(ValuesTest, RefusesPortsThatAreNone) {
  for (const char* text : {"80", ":80", "80:", "0:80", "65536:80", "a:80", "localhost:80:80",
                           "1.2.3:80:80", "80:80/sctp", "80:80:80:80", "8 0:80", "+80:80"}) {
    EXPECT_THROW(parse_published_port(text), Error) << text;
  }
}

TEST(ValuesTest, RefusesCpusOutOfReason) {
  EXPECT_EQ(parse_cpus("4"), 4U);
  for (const char* text : {"", "0", "513", "two", "-1", "1.5"}) {
    EXPECT_THROW(parse_cpus(text), Error) << text;
  }
}

}  // namespace
}  // namespace oci2boot
