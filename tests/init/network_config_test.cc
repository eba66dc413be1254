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
  for (const char* bad :
       {"", "10.0.2.15", "10.0.2.15/24", "10.0.2.15,10.0.2.2", "10.0.2.15/33,10.0.2.2",
        "10.0.2.15/,10.0.2.2", "10.0.2.15/24,", "10.0.2.15,24/10.0.2.2", "300.0.2.15/24,10.0.2.2",
        "fe80::1/64,fe80::2", "/24,10.0.2.2", "10.0.2.15/24,10.0.2.2 ",
        "10.0.2.151111111111111111111/24,10.0.2.2"}) {
    EXPECT_FALSE(parse_network(bad, &config)) << bad;
  }
}

}  // namespace
}  // namespace oci2boot
