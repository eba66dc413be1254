// SPDX-License-Identifier: Apache-2.0
#include "src/launch/exposed_ports.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/launch/qemu.h"

namespace oci2boot {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> forwards(const std::vector<std::string>& exposed) {
  std::vector<std::string> words;
  for (const PublishedPort& port : forward_exposed(exposed).ports) {
    words.push_back(host_forward(port));
  }
  return words;
}

TEST(ExposedPortsTest, KeepsANumberThatAnyoneMayUse) {
  EXPECT_THAT(forwards({"8080/tcp", "5353/udp", "9000"}),
              ElementsAre("udp:127.0.0.1:5353-:5353", "tcp:127.0.0.1:8080-:8080",
                          "tcp:127.0.0.1:9000-:9000"));
}

TEST(ExposedPortsTest, MovesPrivilegedPortsTo8000AndMore) {
  EXPECT_THAT(forwards({"80/tcp", "443/tcp"}),
              ElementsAre("tcp:127.0.0.1:8080-:80", "tcp:127.0.0.1:8443-:443"));
}

TEST(ExposedPortsTest, TakesTheNextPortWhereTheImageHasThatOneItself) {
  EXPECT_THAT(forwards({"80/tcp", "8080/tcp", "8081/tcp", "8082/udp"}),
              testing::Contains("tcp:127.0.0.1:8082-:80"));
}

TEST(ExposedPortsTest, TcpAndUdpHaveNumbersOfTheirOwn) {
  EXPECT_THAT(forwards({"53/tcp", "53/udp"}),
              ElementsAre("tcp:127.0.0.1:8053-:53", "udp:127.0.0.1:8053-:53"));
}

TEST(ExposedPortsTest, TakesRanges) {
  EXPECT_THAT(forwards({"7000-7002/tcp"}),
              ElementsAre("tcp:127.0.0.1:7000-:7000", "tcp:127.0.0.1:7001-:7001",
                          "tcp:127.0.0.1:7002-:7002"));
}

TEST(ExposedPortsTest, LeavesOutWhatQemuCannotForward) {
  const std::vector<std::string> exposed = {"",        "/tcp",      "0/tcp",         "65536/tcp",
                                            "80/sctp", "http/tcp",  "9-8/tcp",       "1-2-3/tcp",
                                            "-1/tcp",  "80/tcp/x",  "1-65535/tcp",   "80-/tcp",
                                            " 80/tcp", "+8080/tcp", "99999999999999"};
  const ExposedPorts result = forward_exposed(exposed);
  EXPECT_THAT(result.ports, IsEmpty());
  EXPECT_EQ(result.left_out, exposed);
}

TEST(ExposedPortsTest, StopsAtABound) {
  std::vector<std::string> exposed;
  exposed.reserve(100);
  for (int port = 0; port < 100; ++port) exposed.push_back(std::to_string(2000 + port));
  EXPECT_EQ(forward_exposed(exposed).ports.size(), kMostExposedPorts);
  EXPECT_EQ(forward_exposed(exposed).left_out.size(), 100 - kMostExposedPorts);
}

}  // namespace
}  // namespace oci2boot
