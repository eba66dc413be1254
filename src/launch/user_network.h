// SPDX-License-Identifier: Apache-2.0
// QEMU's user network for a guest that has an address of its own choice. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>

namespace oci2boot {

/// QEMU plays the whole network: it is the gateway, answers DNS, and leads ports of the host to the
/// guest.
struct UserNetwork {
  std::string guest;  ///< IPv4
  int prefix = 24;
  std::string gateway;
  std::string nameserver;
  bool operator==(const UserNetwork&) const = default;
};

/// The first of `nameservers` in that network is the one that QEMU plays, else an address that is
/// free there. Nothing when QEMU cannot play such a network: the gateway has to be in it, and it
/// has to have room.
std::optional<UserNetwork> user_network_for(const std::string& guest, int prefix,
                                            const std::string& gateway,
                                            std::span<const std::string> nameservers);

/// ",net=192.168.7.2/24,host=…", behind "user" in QEMU's -netdev.
std::string netdev_options(const UserNetwork& network);

}  // namespace oci2boot
