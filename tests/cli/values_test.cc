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
