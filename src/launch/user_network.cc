// SPDX-License-Identifier: Apache-2.0
#include "src/launch/user_network.h"

#include <arpa/inet.h>

#include <array>
#include <cstdint>

namespace oci2boot {

namespace {

// net/slirp.c of QEMU takes 4 to 32; a network smaller than these has no room for three machines.
constexpr int kShortestPrefix = 4;
constexpr int kLongestPrefix = 29;
constexpr std::uint32_t kFirstNameserver = 3;  // where QEMU has it in its own network

std::optional<std::uint32_t> parse_ipv4(const std::string& text) {
  in_addr address{};
  if (::inet_pton(AF_INET, text.c_str(), &address) != 1) return std::nullopt;
  return ntohl(address.s_addr);
}

std::string ipv4_text(std::uint32_t address) {
  const in_addr wire{htonl(address)};
  std::array<char, INET_ADDRSTRLEN> text{};
  return ::inet_ntop(AF_INET, &wire, text.data(), text.size());
}

}  // namespace

std::optional<UserNetwork> user_network_for(const std::string& guest, int prefix,
                                            const std::string& gateway,
                                            std::span<const std::string> nameservers) {
  const auto own = parse_ipv4(guest);
  const auto host = parse_ipv4(gateway);
  if (!own || !host || prefix < kShortestPrefix || prefix > kLongestPrefix) return std::nullopt;
  const std::uint32_t mask = ~std::uint32_t{0} << (32 - prefix);
  if (((*own ^ *host) & mask) != 0 || *own == *host) return std::nullopt;
  const auto is_free = [&](std::uint32_t address) {
    return ((address ^ *own) & mask) == 0 && address != *own && address != *host;
  };
  for (const std::string& text : nameservers) {
    const auto address = parse_ipv4(text);
    if (address && is_free(*address)) return UserNetwork{guest, prefix, gateway, text};
  }
  std::uint32_t nameserver = (*own & mask) + kFirstNameserver;
  while (!is_free(nameserver)) ++nameserver;
  return UserNetwork{guest, prefix, gateway, ipv4_text(nameserver)};
}

std::string netdev_options(const UserNetwork& network) {
  return ",net=" + network.guest + "/" + std::to_string(network.prefix) +
         ",host=" + network.gateway + ",dhcpstart=" + network.guest + ",dns=" + network.nameserver;
}

}  // namespace oci2boot
