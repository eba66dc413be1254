// SPDX-License-Identifier: Apache-2.0
// What the launch script makes of the ports that an image exposes.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/launch/made_script.h"

namespace oci2boot {
namespace {

using testing::HasSubstr;
using testing::Not;

/// A socket of this host that has a port, and gives it up at the end.
class TakenPort {
 public:
  TakenPort(int family, int type) : socket_(::socket(family, type | SOCK_CLOEXEC, 0)) {
    sockaddr_storage address{};
    address.ss_family = static_cast<sa_family_t>(family);
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
    EXPECT_EQ(::bind(socket_, any, size), 0);
    if (type == SOCK_STREAM) {
      EXPECT_EQ(::listen(socket_, 1), 0);
    }
    EXPECT_EQ(::getsockname(socket_, any, &size), 0);
    const void* const bytes = &address;
    number_ = ntohs(family == AF_INET ? static_cast<const sockaddr_in*>(bytes)->sin_port
                                      : static_cast<const sockaddr_in6*>(bytes)->sin6_port);
  }
  TakenPort(const TakenPort&) = delete;
  TakenPort& operator=(const TakenPort&) = delete;
  ~TakenPort() { ::close(socket_); }

  std::uint16_t number() const { return number_; }

 private:
  int socket_;
  std::uint16_t number_ = 0;
};

/// A number that nobody has: one that was just given up.
std::uint16_t free_port() {
  return TakenPort(AF_INET, SOCK_STREAM).number();
}

LaunchPlan exposing(std::vector<PublishedPort> ports) {
  LaunchPlan plan = plan_for_tests();
  plan.exposed = std::move(ports);
  return plan;
}

TEST(ScriptPortsTest, ForwardsWhatTheImageExposesAndSaysSo) {
  const std::string tcp = std::to_string(free_port());
  const std::string udp = std::to_string(free_port());
  const MadeScript script(
      exposing({{"127.0.0.1", static_cast<std::uint16_t>(stoi(tcp)), 80, false},
                {"127.0.0.1", static_cast<std::uint16_t>(stoi(udp)), 53, true}}));
  const Outcome outcome = script.run();
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.output,
            "initrd.sh: 127.0.0.1:" + tcp + " -> 80\ninitrd.sh: 127.0.0.1:" + udp + "/udp -> 53\n");
  EXPECT_EQ(script.value("-netdev"), "user,id=net,hostfwd=tcp:127.0.0.1:" + tcp +
                                         "-:80,hostfwd=udp:127.0.0.1:" + udp + "-:53");
}

TEST(ScriptPortsTest, WhoNamesPortsGetsThoseAlone) {
  const MadeScript script(exposing({{"127.0.0.1", 8080, 80, false}}));
  EXPECT_EQ(script.run("-p 1:2").output, "");
  EXPECT_EQ(script.value("-netdev"), "user,id=net,hostfwd=tcp::1-:2");
  LaunchPlan plan = exposing({{"127.0.0.1", 8080, 80, false}});
  plan.ports = {{"", 3, 4, false}};
  const MadeScript published(plan);
  EXPECT_EQ(published.run().output, "");
  EXPECT_EQ(published.value("-netdev"), "user,id=net,hostfwd=tcp::3-:4");
}

TEST(ScriptPortsTest, LeavesOutAPortThatIsInUse) {
  for (const int family : {AF_INET, AF_INET6}) {
    for (const int type : {SOCK_STREAM, SOCK_DGRAM}) {
      const TakenPort taken(family, type);
      const bool udp = type == SOCK_DGRAM;
      const std::string number = std::to_string(taken.number()) + (udp ? "/udp" : "");
      const MadeScript script(exposing({{"127.0.0.1", taken.number(), 80, udp}}));
      const Outcome outcome = script.run();
      EXPECT_EQ(outcome.status, 0);
      EXPECT_THAT(outcome.output, HasSubstr("port " + number + " is in use here"));
      EXPECT_THAT(outcome.output, HasSubstr(udp ? "-p HOST:80/udp" : "-p HOST:80 "));
      EXPECT_EQ(script.value("-netdev"), "user,id=net");
    }
  }
}

TEST(ScriptPortsTest, HelpTellsWhatIsForwarded) {
  EXPECT_THAT(MadeScript(exposing({{"127.0.0.1", 8080, 80, false}})).run("--help").output,
              HasSubstr("tcp:8080:80"));
  EXPECT_THAT(MadeScript().run("--help").output, Not(HasSubstr("exposes")));
}

}  // namespace
}  // namespace oci2boot
