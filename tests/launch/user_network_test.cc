// SPDX-License-Identifier: Apache-2.0
#include "src/launch/user_network.h"

#include <gtest/gtest.h>

#include <vector>

namespace oci2boot {
namespace {

using Names = std::vector<std::string>;

std::string nameserver(const std::string& guest, int prefix, const std::string& gateway,
                       const Names& names = {}) {
  const auto network = user_network_for(guest, prefix, gateway, names);
  return network ? network->nameserver : "none";
}

TEST(UserNetworkTest, QemuPlaysTheNetworkThatTheGuestIsIn) {
  const auto network = user_network_for("192.168.7.2", 24, "192.168.7.1", Names{"192.168.7.9"});
  ASSERT_TRUE(network);
  EXPECT_EQ(netdev_options(*network),
            ",net=192.168.7.2/24,host=192.168.7.1,dhcpstart=192.168.7.2,dns=192.168.7.9");
}

TEST(UserNetworkTest, TheNameserverIsAnAddressThatNobodyElseHas) {
  EXPECT_EQ(nameserver("10.9.0.15", 16, "10.9.0.2"), "10.9.0.3");
  EXPECT_EQ(nameserver("10.9.0.3", 16, "10.9.0.4"), "10.9.0.5");
  EXPECT_EQ(nameserver("10.9.0.15", 16, "10.9.0.2", {"8.8.8.8", "fec0::3", "10.9.0.2"}),
            "10.9.0.3");
}

TEST(UserNetworkTest, SomeNetworksItCannotPlay) {
  EXPECT_EQ(nameserver("10.9.0.15", 24, "10.9.1.1"), "none");
  EXPECT_EQ(nameserver("10.9.0.15", 24, "10.9.0.15"), "none");
  EXPECT_EQ(nameserver("10.9.0.1", 30, "10.9.0.2"), "none");
  EXPECT_EQ(nameserver("10.9.0.1", 0, "10.9.0.2"), "none");
  EXPECT_EQ(nameserver("fec0::2", 24, "fec0::1"), "none");
}

}  // namespace
}  // namespace oci2boot
