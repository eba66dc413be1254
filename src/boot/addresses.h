// SPDX-License-Identifier: Apache-2.0
// The guest's addresses: its network under QEMU and the hosts that the user adds.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace oci2boot {

/// A static IPv4 configuration of one network card.
struct StaticNetwork {
  std::string address;  ///< "10.0.2.15"
  int prefix = 24;      ///< bits of the network's part
  std::string gateway;  ///< "10.0.2.2"
  bool operator==(const StaticNetwork&) const = default;
};

/// Who brings up the first network card, and how.
enum class NetworkKind {
  fixed,  ///< PID 1, with `address`
  dhcp,   ///< PID 1 asks for a lease, and keeps it
  none,   ///< nobody of ours: --network none, or the image's own init does it
};

struct NetworkSetup {
  NetworkKind kind = NetworkKind::none;
  StaticNetwork address;
  bool operator==(const NetworkSetup&) const = default;
};

/// --network: none, dhcp, or ADDRESS/PREFIX,GATEWAY[,DNS...]. The name servers are put behind
/// `nameservers`. Throws Error (usage).
NetworkSetup parse_network(const std::string& text, std::vector<std::string>& nameservers);

/// --dns-search: a domain that names are completed with, as resolv.conf(5) has it. Throws Error
/// (usage).
void check_search_domain(const std::string& domain);

/// What QEMU's user networking gives its first guest, and where it answers DNS (QEMU's system
/// documentation, "Network emulation").
StaticNetwork qemu_user_network();
inline constexpr std::string_view kQemuNameserver = "10.0.2.3";

/// One line of /etc/hosts.
struct HostEntry {
  std::string address;
  std::string name;
  bool operator==(const HostEntry&) const = default;
};

/// IPv4 in four decimal parts, or IPv6 without a zone.
bool is_ip_address(const std::string& text);

/// NAME:ADDRESS or NAME=ADDRESS as `docker run --add-host` takes it, an IPv6 address also in
/// brackets; the address "host-gateway" is the host as the guest sees it. Throws Error (usage).
HostEntry parse_host_entry(const std::string& text);

}  // namespace oci2boot
