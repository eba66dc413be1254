// SPDX-License-Identifier: Apache-2.0
#include "src/launch/port_choice.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "oci2boot/error.h"

namespace oci2boot {

namespace {

constexpr std::uint16_t kFirstUnprivileged = 1024;

/// "127.0.0.1:8080/udp", as far as it was typed.
std::string host_side(const PublishedPort& port) {
  const std::string address = port.host_address.empty() ? "" : port.host_address + ":";
  return address + std::to_string(port.host) + (port.udp ? "/udp" : "");
}

[[noreturn]] void refuse(const PublishedPort& port, int cause) {
  const std::string guest = std::to_string(port.guest) + (port.udp ? "/udp" : "");
  std::string text = "cannot publish port " + host_side(port) + ": ";
  if (cause == EADDRINUSE) {
    text += "it is in use on this machine; -p HOST:" + guest + " takes another, -p 0:" + guest +
            " any that is free";
  } else if (cause == EADDRNOTAVAIL) {
    text += "no address of this machine is " + port.host_address;
  } else if (cause == EACCES && port.host < kFirstUnprivileged) {
    text += "only root may have ports below 1024; take another (-p " +
            std::to_string(8000 + port.host) + ":" + guest + ")";
  } else {
    text += errno_text(cause);
  }
  throw Error(ErrorCode::failed, text);
}

bool is_any(const PublishedPort& port) {
  return port.host_address.empty() || port.host_address == "0.0.0.0";
}

bool exclude_each_other(const PublishedPort& a, const PublishedPort& b) {
  return a.host != 0 && a.host == b.host && a.udp == b.udp &&
         (is_any(a) || is_any(b) || a.host_address == b.host_address);
}

void check_each_once(std::span<const PublishedPort> ports) {
  for (std::size_t i = 0; i < ports.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (!exclude_each_other(ports[i], ports[j])) continue;
      throw Error(ErrorCode::usage,
                  "port " + host_side(ports[i]) + " of this machine is published twice");
    }
  }
}

/// With it, a TCP port can be bound although others are bound to it that have it too, or
/// connections that have just ended are.
void set_reuse(const OpenDescriptor& socket, bool reuses) {
  const int value = reuses ? 1 : 0;
  ::setsockopt(socket.number(), SOL_SOCKET, SO_REUSEADDR, &value, sizeof value);
}

/// A socket bound to the port, which gets its number where that is 0. Nobody else can bind it.
OpenDescriptor bind_socket(PublishedPort& port) {
  OpenDescriptor socket(::socket(AF_INET, (port.udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC, 0));
  if (!socket.is_open()) refuse(port, errno);
  // As QEMU itself does (libslirp, tcpx_listen). A UDP port would be shared with whoever has it.
  if (!port.udp) set_reuse(socket, true);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port.host);
  if (!port.host_address.empty()) {
    ::inet_pton(AF_INET, port.host_address.c_str(), &address.sin_addr);
  }
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(socket.number(), generic, size) != 0 ||
      ::getsockname(socket.number(), generic, &size) != 0) {
    refuse(port, errno);
  }
  port.host = ntohs(address.sin_port);
  if (!port.udp) set_reuse(socket, false);
  return socket;
}

}  // namespace

void PickedPorts::let_go() {
  for (const OpenDescriptor& socket : tcp_) set_reuse(socket, true);
  udp_.clear();
}

PickedPorts pick_ports(std::span<const PublishedPort> wanted) {
  check_each_once(wanted);
  std::vector<PublishedPort> ports(wanted.begin(), wanted.end());
  std::vector<OpenDescriptor> tcp;
  std::vector<OpenDescriptor> udp;
  // Those that are named come first: none of them is then picked for another.
  for (const bool any : {false, true}) {
    for (std::size_t i = 0; i < ports.size(); ++i) {
      if ((wanted[i].host == 0) != any) continue;
      OpenDescriptor socket = bind_socket(ports[i]);
      (ports[i].udp ? udp : tcp).push_back(std::move(socket));
    }
  }
  return {std::move(ports), std::move(tcp), std::move(udp)};
}

std::string describe(const PublishedPort& port) {
  const std::string address = port.host_address.empty() ? "0.0.0.0" : port.host_address;
  return address + ":" + std::to_string(port.host) + (port.udp ? "/udp" : "") + " -> " +
         std::to_string(port.guest);
}

}  // namespace oci2boot
