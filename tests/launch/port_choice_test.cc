// SPDX-License-Identifier: Apache-2.0
#include "src/launch/port_choice.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include "tests/support/expect_error.h"

namespace oci2boot {
namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

/// A server on some port of 127.0.0.1.
struct Server {
  explicit Server(int type) : socket(::socket(AF_INET, type | SOCK_CLOEXEC, 0)) {
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(::bind(socket.number(), generic, size), 0);
    if (type == SOCK_STREAM) {
      EXPECT_EQ(::listen(socket.number(), 1), 0);
    }
    EXPECT_EQ(::getsockname(socket.number(), generic, &size), 0);
    port = ntohs(address.sin_port);
  }
  OpenDescriptor socket;
  std::uint16_t port = 0;
};

/// As QEMU takes it (libslirp).
bool can_be_taken(const PublishedPort& port) {
  const OpenDescriptor socket(::socket(AF_INET, port.udp ? SOCK_DGRAM : SOCK_STREAM, 0));
  const int yes = 1;
  if (!port.udp) ::setsockopt(socket.number(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  const sockaddr_in address = loopback(port.host);
  return ::bind(socket.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) ==
             0 &&
         (port.udp || ::listen(socket.number(), 1) == 0);
}

PickedPorts pick(std::vector<PublishedPort> ports) {
  return pick_ports(ports);
}

TEST(PortChoiceTest, ZeroIsAnyPortThatIsFree) {
  const PickedPorts picked =
      pick({{"127.0.0.1", 0, 80, false}, {"127.0.0.1", 0, 81, false}, {"", 0, 53, true}});
  ASSERT_EQ(picked.ports().size(), 3U);
  EXPECT_NE(picked.ports()[0].host, 0);
  EXPECT_NE(picked.ports()[1].host, 0);
  EXPECT_NE(picked.ports()[2].host, 0);
  EXPECT_NE(picked.ports()[0].host, picked.ports()[1].host);
  EXPECT_EQ(picked.ports()[1].guest, 81);
}

TEST(PortChoiceTest, APickedPortIsQemusAlone) {
  PickedPorts picked = pick({{"127.0.0.1", 0, 80, false}, {"127.0.0.1", 0, 53, true}});
  for (const PublishedPort& port : picked.ports()) EXPECT_FALSE(can_be_taken(port));
  picked.let_go();
  for (const PublishedPort& port : picked.ports()) EXPECT_TRUE(can_be_taken(port));
  EXPECT_NE(pick({{"127.0.0.1", 0, 80, false}}).ports()[0].host, picked.ports()[0].host);
}

TEST(PortChoiceTest, APortThatAnotherRunHasPickedIsBusy) {
  const PickedPorts picked = pick({{"127.0.0.1", 0, 80, false}, {"127.0.0.1", 0, 53, true}});
  for (const PublishedPort& port : picked.ports()) {
    for (const char* const address : {"127.0.0.1", ""}) {
      expect_error(ErrorCode::failed, "in use on this machine", [&] {
        pick({{address, port.host, 80, port.udp}});
      });
    }
  }
}

TEST(PortChoiceTest, ABusyPortIsSaidWithTheWaysOut) {
  const Server tcp(SOCK_STREAM);
  const Server udp(SOCK_DGRAM);
  for (const char* const address : {"127.0.0.1", ""}) {
    expect_error(ErrorCode::failed, "in use on this machine; -p HOST:80 takes another, -p 0:80",
                 [&] {
                   pick({{address, tcp.port, 80, false}});
                 });
    expect_error(ErrorCode::failed, "-p 0:53/udp", [&] { pick({{address, udp.port, 53, true}}); });
  }
  expect_error(ErrorCode::failed, "127.0.0.1:" + std::to_string(tcp.port), [&] {
    pick({{"127.0.0.1", tcp.port, 80, false}});
  });
}

TEST(PortChoiceTest, TcpAndUdpDoNotExcludeEachOther) {
  const Server tcp(SOCK_STREAM);
  EXPECT_EQ(pick({{"127.0.0.1", tcp.port, 80, true}}).ports()[0].host, tcp.port);
  const std::uint16_t free = pick({{"", 0, 53, false}}).ports()[0].host;
  EXPECT_EQ(pick({{"", free, 53, false}, {"", free, 53, true}}).ports().size(), 2U);
}

TEST(PortChoiceTest, AForeignAddressIsRefused) {
  expect_error(ErrorCode::failed, "no address of this machine is 192.0.2.7", [] {
    pick({{"192.0.2.7", 0, 80, false}});
  });
}

TEST(PortChoiceTest, OnePortLeadsToOnePlace) {
  for (const char* const address : {"", "0.0.0.0", "127.0.0.1"}) {
    expect_error(ErrorCode::usage, "is published twice", [&] {
      pick({{"127.0.0.1", 18080, 80, false}, {address, 18080, 81, false}});
    });
  }
}

TEST(PortChoiceTest, APortIsDescribedAsItIsReached) {
  EXPECT_EQ(describe({"127.0.0.1", 49153, 80, false}), "127.0.0.1:49153 -> 80");
  EXPECT_EQ(describe({"", 5353, 53, true}), "0.0.0.0:5353/udp -> 53");
}

}  // namespace
}  // namespace oci2boot
