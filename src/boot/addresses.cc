// SPDX-License-Identifier: Apache-2.0
#include "src/boot/addresses.h"

#include <arpa/inet.h>

#include <array>
#include <charconv>
#include <optional>

#include "oci2boot/error.h"
#include "src/boot/hostname.h"

namespace oci2boot {

namespace {

constexpr int kAddressBits = 32;
constexpr int kLongestPrefix = 31;  // with two hosts (RFC 3021): this one and its gateway

/// In the order of the host, so that it can be masked.
std::optional<std::uint32_t> parse_ipv4(const std::string& text) {
  in_addr address{};
  if (text.find('\0') != std::string::npos) return std::nullopt;
  if (inet_pton(AF_INET, text.c_str(), &address) != 1) return std::nullopt;
  return ntohl(address.s_addr);
}

std::optional<int> parse_prefix(std::string_view text) {
  int bits = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, bits);
  if (error != std::errc() || stop != end || bits < 1 || bits > kLongestPrefix) return std::nullopt;
  return bits;
}

/// Whether the address is one of a host: not the network's own nor its broadcast address, which a
/// network of two has none of.
bool is_host_in(std::uint32_t address, int prefix) {
  if (prefix == kLongestPrefix) return true;
  const std::uint32_t hosts = UINT32_MAX >> prefix;
  return (address & hosts) != 0 && (address & hosts) != hosts;
}

std::vector<std::string> parts_between_commas(const std::string& text) {
  std::vector<std::string> parts;
  std::size_t start = 0;
  while (true) {
    const std::size_t comma = text.find(',', start);
    parts.push_back(text.substr(start, comma - start));
    if (comma == std::string::npos) return parts;
    start = comma + 1;
  }
}

}  // namespace

NetworkSetup parse_network(const std::string& text, std::vector<std::string>& nameservers) {
  if (text == "none") return {NetworkKind::none, {}};
  if (text == "dhcp") return {NetworkKind::dhcp, {}};
  const auto refuse = [&](const std::string& cause) {
    throw Error(ErrorCode::usage, "--network " + text + ": " + cause);
  };
  const std::vector<std::string> parts = parts_between_commas(text);
  const std::size_t slash = parts[0].find('/');
  if (parts.size() < 2 || slash == std::string::npos) {
    refuse("expected none, dhcp or ADDRESS/PREFIX,GATEWAY[,DNS...] (10.0.2.15/24,10.0.2.2)");
  }
  const std::string own = parts[0].substr(0, slash);
  const std::optional<std::uint32_t> address = parse_ipv4(own);
  const std::optional<int> prefix = parse_prefix(std::string_view(parts[0]).substr(slash + 1));
  const std::optional<std::uint32_t> gateway = parse_ipv4(parts[1]);
  if (!address || !gateway) refuse("address and gateway must be IPv4 addresses");
  if (!prefix) refuse("the prefix must be a number from 1 to 31");
  if (!is_host_in(*address, *prefix))
    refuse(own + " is the network itself, or its broadcast address");
  const bool same_network = (*address ^ *gateway) >> (kAddressBits - *prefix) == 0;
  if (!same_network || *address == *gateway || !is_host_in(*gateway, *prefix)) {
    refuse("the gateway must be another host of that network");
  }
  for (std::size_t i = 2; i < parts.size(); ++i) {
    if (!is_ip_address(parts[i])) refuse("'" + parts[i] + "' is no address of a name server");
    nameservers.push_back(parts[i]);
  }
  return {NetworkKind::fixed, {own, *prefix, parts[1]}};
}

void check_search_domain(const std::string& domain) {
  if (is_host_name(domain)) return;
  throw Error(ErrorCode::usage, "--dns-search " + domain + ": expected a domain (corp.example)");
}

StaticNetwork qemu_user_network() {
  return {"10.0.2.15", 24, "10.0.2.2"};
}

bool is_ip_address(const std::string& text) {
  if (text.find('\0') != std::string::npos) return false;
  std::array<unsigned char, sizeof(in6_addr)> address{};
  return inet_pton(AF_INET, text.c_str(), address.data()) == 1 ||
         inet_pton(AF_INET6, text.c_str(), address.data()) == 1;
}

HostEntry parse_host_entry(const std::string& text) {
  const std::size_t separator = text.find_first_of(":=");
  if (separator != std::string::npos) {
    const std::string name = text.substr(0, separator);
    std::string address = text.substr(separator + 1);
    if (address == "host-gateway") address = qemu_user_network().gateway;
    if (address.starts_with('[') && address.ends_with(']')) {
      address = address.substr(1, address.size() - 2);
    }
    if (is_host_name(name) && is_ip_address(address)) return {address, name};
  }
  throw Error(ErrorCode::usage, "--add-host " + text + ": expected NAME:ADDRESS");
}

}  // namespace oci2boot
