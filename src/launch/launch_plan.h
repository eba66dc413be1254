// SPDX-License-Identifier: Apache-2.0
// Everything that starting the guest takes, decided: what the launch script is written from.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "src/launch/user_network.h"

namespace oci2boot {

/// A port of the host that leads to one of the guest.
struct PublishedPort {
  std::string host_address;  ///< IPv4; empty: every address of the host
  std::uint16_t host = 0;
  std::uint16_t guest = 0;
  bool udp = false;
  bool operator==(const PublishedPort&) const = default;
};

/// The disk that the guest's root is on.
struct LaunchDisk {
  std::string file;    ///< file name beside the script
  std::string format;  ///< as QEMU calls it: "raw", "qcow2"
  bool operator==(const LaunchDisk&) const = default;
};

struct LaunchPlan {
  std::string made_by;       ///< "oci2boot 0.1.0"
  std::string image;         ///< what it was made from, for people
  std::string architecture;  ///< GOARCH, see find_machine()
  std::string initrd;        ///< file name beside the script
  std::optional<LaunchDisk> disk;
  std::string kernel;        ///< file name beside the script; empty: there is none
  std::string command_line;  ///< the kernel's, see kernel_command_line()
  std::uint64_t memory_mib = 0;
  std::uint64_t least_memory_mib = 0;  ///< below it the guest does not boot; see launch/memory.h
  unsigned cpus = 1;
  std::vector<PublishedPort> ports;
  /// Instead of `ports`, where nobody asks for any: each that is free on the host.
  std::vector<PublishedPort> exposed;
  std::optional<UserNetwork> network;  ///< nothing: QEMU's own, 10.0.2.0/24
  std::string status_port;      ///< name of the virtio port on which the guest tells its status
  bool reports_status = false;  ///< whether a guest that says nothing there has failed
};

}  // namespace oci2boot
