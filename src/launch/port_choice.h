// SPDX-License-Identifier: Apache-2.0
// Ports of the host for a guest that is about to start: found, and kept from others meanwhile.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "src/launch/launch_plan.h"
#include "src/launch/process.h"

namespace oci2boot {

/// Published ports of which none is 0. As long as it lives, no other run picks one of them.
///
/// Its sockets are bound. A TCP port is not listened on: QEMU, which sets SO_REUSEADDR too, can
/// take it beside a socket that has that set. It cannot take a UDP port that is bound.
class PickedPorts {
 public:
  PickedPorts(std::vector<PublishedPort> ports, std::vector<OpenDescriptor> tcp,
              std::vector<OpenDescriptor> udp)
      : ports_(std::move(ports)), tcp_(std::move(tcp)), udp_(std::move(udp)) {}

  /// In the order in which they were wanted.
  const std::vector<PublishedPort>& ports() const { return ports_; }

  /// To be called right before QEMU starts, which alone is then to take them.
  void let_go();

 private:
  std::vector<PublishedPort> ports_;
  std::vector<OpenDescriptor> tcp_;
  std::vector<OpenDescriptor> udp_;
};

/// Replaces each `host` that is 0 by a free port. Throws Error: usage for one port of the host that
/// is wanted twice, other for one that is in use, that this user may not have (below 1024), or
/// whose address is none of this machine's.
PickedPorts pick_ports(std::span<const PublishedPort> wanted);

/// "127.0.0.1:49153 -> 80", "0.0.0.0:5353/udp -> 53"
std::string describe(const PublishedPort& port);

}  // namespace oci2boot
