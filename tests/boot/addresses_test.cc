// SPDX-License-Identifier: Apache-2.0
#include "src/boot/addresses.h"

#include <gtest/gtest.h>

#include "oci2boot/error.h"

namespace oci2boot {
namespace {

TEST(AddressesTest, TellsAddressesFromNames) {
  EXPECT_TRUE(is_ip_address("10.0.2.3"));
  EXPECT_TRUE(is_ip_address("fd00::1"));
  for (const char* text : {"", "10.0.2", "10.0.2.256", "a", "fe80::1%eth0", "1.2.3.4\n"}) {
    EXPECT_FALSE(is_ip_address(text)) << text;
  }
  EXPECT_FALSE(is_ip_address(std::string("1.2.3.4\0x", 9)));
}

TEST(AddressesTest, ReadsHostEntriesAsDockerDoes) {
  EXPECT_EQ(parse_host_entry("db:10.0.0.5"), (HostEntry{"10.0.0.5", "db"}));
  EXPECT_EQ(parse_host_entry("db=10.0.0.5"), (HostEntry{"10.0.0.5", "db"}));
  EXPECT_EQ(parse_host_entry("db:fd00::5"), (HostEntry{"fd00::5", "db"}));
  EXPECT_EQ(parse_host_entry("db:[fd00::5]"), (HostEntry{"fd00::5", "db"}));
  EXPECT_EQ(parse_host_entry("host.docker.internal:host-gateway"),
            (HostEntry{"10.0.2.2", "host.docker.internal"}));
}

TEST(AddressesTest, RefusesWhatIsNoHostEntry) {
  for (const char* text :
       {"", "db", ":10.0.0.5", "db:", "db:web", "a b:10.0.0.5", "db\nx:1.2.3.4"}) {
    EXPECT_THROW(parse_host_entry(text), Error) << text;
  }
}

}  // namespace
}  // namespace oci2boot
