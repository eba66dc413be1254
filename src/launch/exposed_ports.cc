// SPDX-License-Identifier: Apache-2.0
#include "src/launch/exposed_ports.h"

#include <charconv>
#include <cstdint>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

namespace oci2boot {

namespace {

constexpr std::uint16_t kFirstUnprivileged = 1024;
constexpr std::uint16_t kInsteadOfPrivileged = 8000;

/// By the guest's port, then tcp before udp.
using GuestPort = std::pair<std::uint16_t, bool>;  // and whether it is udp

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, port);
  if (parsed.ec != std::errc() || parsed.ptr != end || port == 0) return std::nullopt;
  return port;
}

/// Adds what "PORT[-PORT][/PROTOCOL]" says. False when that is none, or too much.
bool add_ports(std::string_view text, std::set<GuestPort>& ports) {
  const std::size_t slash = text.find('/');
  const std::string_view protocol =
      slash == std::string_view::npos ? "tcp" : text.substr(slash + 1);
  if (protocol != "tcp" && protocol != "udp") return false;
  text = text.substr(0, slash);
  const std::size_t hyphen = text.find('-');
  const auto first = parse_port(text.substr(0, hyphen));
  const auto last = hyphen == std::string_view::npos ? first : parse_port(text.substr(hyphen + 1));
  if (!first || !last || *last < *first) return false;
  if (std::size_t{*last} - *first + 1 > kMostExposedPorts - ports.size()) return false;
  for (unsigned port = *first; port <= *last; ++port) {
    ports.emplace(static_cast<std::uint16_t>(port), protocol == "udp");
  }
  return true;
}

}  // namespace

ExposedPorts forward_exposed(std::span<const std::string> exposed) {
  ExposedPorts result;
  std::set<GuestPort> wanted;
  for (const std::string& text : exposed) {
    if (!add_ports(text, wanted)) result.left_out.push_back(text);
  }
  std::set<GuestPort> taken;  // of the host
  for (const GuestPort& port : wanted) {
    if (port.first >= kFirstUnprivileged) taken.insert(port);
  }
  for (const auto& [guest, udp] : wanted) {
    std::uint16_t host = guest;
    if (guest < kFirstUnprivileged) {
      host = kInsteadOfPrivileged + guest;
      while (!taken.emplace(host, udp).second) ++host;
    }
    result.ports.push_back({"127.0.0.1", host, guest, udp});
  }
  return result;
}

}  // namespace oci2boot
