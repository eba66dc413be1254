// SPDX-License-Identifier: Apache-2.0
#include "src/cli/values.h"

#include <arpa/inet.h>

#include <charconv>
#include <string>

#include "oci2boot/error.h"

namespace oci2boot {

namespace {

/// All of `text` as a decimal number.
bool parse_number(std::string_view text, std::uint64_t& number) {
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && stop == end;
}

[[noreturn]] void refuse(std::string_view option, std::string_view text,
                         std::string_view expected) {
  throw Error(ErrorCode::usage, std::string(option) + " " + std::string(text) + ": expected " +
                                    std::string(expected));
}

std::uint16_t parse_port(std::string_view text, std::string_view whole) {
  std::uint64_t port = 0;
  if (!parse_number(text, port) || port < 1 || port > 65535) {
    refuse("--publish", whole, "[IP:]HOST:GUEST[/udp] with ports from 1 to 65535");
  }
  return static_cast<std::uint16_t>(port);
}

}  // namespace

std::uint64_t parse_memory_mib(std::string_view text) {
  constexpr std::uint64_t kMost = 16U << 20;
  std::string_view number = text;
  if (number.ends_with("iB")) number.remove_suffix(2);
  const bool has_suffix = number.size() < text.size();
  const char unit = number.empty() ? '\0' : static_cast<char>(number.back() | 0x20);
  std::uint64_t mib = 1;
  if (unit == 'g') mib = 1024;
  if (unit == 't') mib = std::uint64_t{1024} * 1024;
  const bool has_unit = mib != 1 || unit == 'm';
  if (has_unit) number.remove_suffix(1);
  std::uint64_t count = 0;
  if ((has_suffix && !has_unit) || !parse_number(number, count) || count == 0 ||
      count > kMost / mib) {
    refuse("--memory", text, "a size such as 512M or 2G");
  }
  return count * mib;
}

PublishedPort parse_published_port(std::string_view text) {
  PublishedPort port;
  std::string_view rest = text;
  if (rest.ends_with("/udp")) port.udp = true;
  if (rest.ends_with("/udp") || rest.ends_with("/tcp")) rest.remove_suffix(4);
  const std::size_t colon = rest.rfind(':');
  if (colon == std::string_view::npos) refuse("--publish", text, "[IP:]HOST:GUEST[/udp]");
  port.guest = parse_port(rest.substr(colon + 1), text);
  rest = rest.substr(0, colon);
  if (const std::size_t address = rest.rfind(':'); address != std::string_view::npos) {
    port.host_address = rest.substr(0, address);
    in_addr ignored{};
    if (inet_pton(AF_INET, port.host_address.c_str(), &ignored) != 1) {
      refuse("--publish", text, "an IPv4 address in front of the ports");
    }
    rest.remove_prefix(address + 1);
  }
  port.host = parse_port(rest, text);
  return port;
}

unsigned parse_cpus(std::string_view text) {
  constexpr std::uint64_t kMost = 512;
  std::uint64_t count = 0;
  if (!parse_number(text, count) || count < 1 || count > kMost) {
    refuse("--cpus", text, "a number from 1 to 512");
  }
  return static_cast<unsigned>(count);
}

}  // namespace oci2boot
