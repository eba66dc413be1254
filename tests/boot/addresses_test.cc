// SPDX-License-Identifier: Apache-2.0
#include "src/boot/addresses.h"

#include "tests/support/expect_error.h"

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

TEST(AddressesTest, ReadsHowTheNetworkIsSetUp) {
  std::vector<std::string> servers;
  EXPECT_EQ(parse_network("none", servers), (NetworkSetup{NetworkKind::none, {}}));
  EXPECT_EQ(parse_network("dhcp", servers), (NetworkSetup{NetworkKind::dhcp, {}}));
  EXPECT_EQ(parse_network("192.168.7.2/24,192.168.7.1", servers),
            (NetworkSetup{NetworkKind::fixed, {"192.168.7.2", 24, "192.168.7.1"}}));
  EXPECT_EQ(parse_network("10.0.0.0/31,10.0.0.1", servers).address.prefix, 31);
  EXPECT_THAT(servers, testing::IsEmpty());
  parse_network("10.1.2.3/8,10.0.0.1,9.9.9.9,2620:fe::fe", servers);
  EXPECT_THAT(servers, testing::ElementsAre("9.9.9.9", "2620:fe::fe"));
}

TEST(AddressesTest, RefusesANetworkThatCannotBe) {
  std::vector<std::string> servers;
  for (const char* text : {"",
                           "DHCP",
                           "10.0.2.15",
                           "10.0.2.15/24",
                           "10.0.2.15,10.0.2.2",
                           "10.0.2.15/24,",
                           "10.0.2.15/24,10.0.2.2,",
                           "10.0.2.15/24,10.0.2.2,dns",
                           "10.0.2.15/0,10.0.2.2",
                           "10.0.2.15/32,10.0.2.15",
                           "10.0.2.15/33,10.0.2.2",
                           "10.0.2.15/x,10.0.2.2",
                           "10.0.2.15/24x,10.0.2.2",
                           "10.0.2.0/24,10.0.2.2",
                           "10.0.2.255/24,10.0.2.2",
                           "10.0.2.15/24,10.0.2.15",
                           "10.0.2.15/24,10.0.3.2",
                           "10.0.2.15/24,10.0.2.255",
                           "fd00::2/64,fd00::1",
                           "10.0.2.15/24,web"}) {
    expect_error(ErrorCode::usage, "--network " + std::string(text) + ": ",
                 [&] { parse_network(text, servers); });
  }
  EXPECT_THROW(parse_network(std::string("10.0.2.15\0/24,10.0.2.2", 21), servers), Error);
}

TEST(AddressesTest, ASearchDomainIsAName) {
  check_search_domain("corp.example");
  for (const char* text : {"", ".", "a b", "a\nnameserver 6.6.6.6", "a..b"}) {
    expect_error(ErrorCode::usage, "--dns-search " + std::string(text) + ": ",
                 [&] { check_search_domain(text); });
  }
}

}  // namespace
}  // namespace oci2boot
