// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <gtest/gtest.h>

#include <string>

extern "C" {
#include "src/init/network_config.h"
}

namespace oci2boot {
namespace {

std::string text(in_addr address) {
  char buffer[INET_ADDRSTRLEN];
  return inet_ntop(AF_INET, &address, buffer, sizeof buffer);
}

TEST(NetworkConfig, ReadsAddressPrefixAndGateway) {
  NetworkConfig config;
  ASSERT_TRUE(parse_network("10.0.2.15/24,10.0.2.2", &config));
  EXPECT_EQ(text(config.address), "10.0.2.15");
  EXPECT_EQ(text(config.netmask), "255.255.255.0");
  EXPECT_EQ(text(config.gateway), "10.0.2.2");
  EXPECT_EQ(config.kind, kNetworkFixed);
  EXPECT_EQ(config.nameserver_count, 0U);
}

TEST(NetworkConfig, ReadsTheWords) {
  NetworkConfig config;
  ASSERT_TRUE(parse_network("none", &config));
  EXPECT_EQ(config.kind, kNetworkNone);
  ASSERT_TRUE(parse_network("dhcp", &config));
  EXPECT_EQ(config.kind, kNetworkDhcp);
}

TEST(NetworkConfig, TakesAsManyNameserversAsAnyoneAsks) {
  NetworkConfig config;
  ASSERT_TRUE(parse_network("10.0.2.15/24,10.0.2.2,1.1.1.1,fec0::3,8.8.8.8,9.9.9.9", &config));
  ASSERT_EQ(config.nameserver_count, 3U);
  EXPECT_STREQ(config.nameservers[0], "1.1.1.1");
  EXPECT_STREQ(config.nameservers[1], "fec0::3");
  EXPECT_STREQ(config.nameservers[2], "8.8.8.8");
}

std::string argument(const char* command_line) {
  char text[kNetworkTextMax] = "";
  return find_network_argument(command_line, text) ? text : "(none)";
}

TEST(NetworkConfig, TheKernelsCommandLineHasTheLastWord) {
  EXPECT_EQ(argument("quiet root=/dev/vda"), "(none)");
  EXPECT_EQ(argument("oci2boot.network"), "(none)");
  EXPECT_EQ(argument("oci2boot.network=dhcp quiet oci2boot.network=none"), "none");
  EXPECT_EQ(argument("oci2boot.network=10.0.0.2/8,10.0.0.1"), "10.0.0.2/8,10.0.0.1");
  EXPECT_EQ(argument("quiet -- oci2boot.network=dhcp"), "(none)");
  const std::string long_value(1000, 'x');
  EXPECT_EQ(argument(("oci2boot.network=" + long_value).c_str()), std::string(255, 'x'));
}

TEST(NetworkConfig, TakesEveryPrefixLength) {
  NetworkConfig config;
  ASSERT_TRUE(parse_network("10.0.0.1/0,10.0.0.2", &config));
  EXPECT_EQ(text(config.netmask), "0.0.0.0");
  ASSERT_TRUE(parse_network("10.0.0.1/19,10.0.0.2", &config));
  EXPECT_EQ(text(config.netmask), "255.255.224.0");
  ASSERT_TRUE(parse_network("10.0.0.1/32,10.0.0.2", &config));
  EXPECT_EQ(text(config.netmask), "255.255.255.255");
}

TEST(NetworkConfig, RefusesWhatIsNotOfThatForm) {
  NetworkConfig config;
  for (const char* bad : {"",
                          "10.0.2.15",
                          "10.0.2.15/24",
                          "10.0.2.15,10.0.2.2",
                          "10.0.2.15/33,10.0.2.2",
                          "10.0.2.15/,10.0.2.2",
                          "10.0.2.15/24,",
                          "10.0.2.15,24/10.0.2.2",
                          "300.0.2.15/24,10.0.2.2",
                          "fe80::1/64,fe80::2",
                          "/24,10.0.2.2",
                          "10.0.2.15/24,10.0.2.2 ",
                          "10.0.2.151111111111111111111/24,10.0.2.2",
                          "10.0.2.15/24,10.0.2.2,",
                          "10.0.2.15/24,10.0.2.2,,1.1.1.1",
                          "10.0.2.15/24,10.0.2.2,name",
                          "10.0.2.15/24,10.0.2.2,1.1.1.1,",
                          "10.0.2.15/24,10.0.2.2,1.1.1.1, 1.0.0.1",
                          "DHCP",
                          "dhcp ",
                          "none,dhcp"}) {
    EXPECT_FALSE(parse_network(bad, &config)) << bad;
  }
}

}  // namespace
}  // namespace oci2boot
