// SPDX-License-Identifier: Apache-2.0
#include "src/cli/values.h"

#include <arpa/inet.h>

#include <charconv>
#include <optional>
#include <string>

#include "oci2boot/error.h"

namespace oci2boot {

namespace {

constexpr std::uint64_t kMiB = std::uint64_t{1} << 20;

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

/// "500M", "10G", "2GiB", "2Gi", "1GB", units of 1024 all; without a unit in `plain_unit` bytes.
std::optional<std::uint64_t> bytes_of(std::string_view text, std::uint64_t plain_unit) {
  static constexpr std::string_view kUnits = "kmgt";
  std::string_view number = text;
  if (number.ends_with('B')) number.remove_suffix(1);
  if (number.ends_with('i')) number.remove_suffix(1);
  const bool has_suffix = number.size() < text.size();
  const char letter = number.empty() ? '\0' : static_cast<char>(number.back() | 0x20);
  const std::size_t power = kUnits.find(letter);
  const bool has_unit = power != std::string_view::npos;
  if (has_unit) number.remove_suffix(1);
  const std::uint64_t unit = has_unit ? std::uint64_t{1024} << (10 * power) : plain_unit;
  std::uint64_t count = 0;
  if ((has_suffix && !has_unit) || !parse_number(number, count) || count > UINT64_MAX / unit) {
    return std::nullopt;
  }
  return count * unit;
}

/// A number from 1 to `most`.
unsigned parse_count(std::string_view option, std::string_view text, std::uint64_t most) {
  std::uint64_t count = 0;
  if (!parse_number(text, count) || count < 1 || count > most) {
    refuse(option, text, "a number from 1 to " + std::to_string(most));
  }
  return static_cast<unsigned>(count);
}

/// From `least` to 65535.
std::uint16_t parse_port(std::string_view text, std::uint64_t least, std::string_view whole) {
  std::uint64_t port = 0;
  if (!parse_number(text, port) || port < least || port > 65535) {
    refuse("--publish", whole, "[IP:]HOST:GUEST[/udp] with ports from 1 to 65535");
  }
  return static_cast<std::uint16_t>(port);
}

}  // namespace

std::optional<std::uint64_t> size_in(std::string_view text) {
  return bytes_of(text, 1);
}

std::uint64_t parse_size(std::string_view option, std::string_view text) {
  if (const auto bytes = size_in(text)) return *bytes;
  refuse(option, text, "a size such as 500M or 10G");
}

DiskSize parse_disk_size(std::string_view text) {
  const bool is_free = text.starts_with('+');
  const auto bytes = size_in(is_free ? text.substr(1) : text);
  if (!bytes || (*bytes == 0 && !is_free)) {
    refuse("--size", text, "a size such as 10G for the disk, or +2G for its free space");
  }
  return {is_free ? DiskSize::Kind::free : DiskSize::Kind::total, *bytes};
}

std::uint64_t parse_memory_mib(std::string_view text) {
  constexpr std::uint64_t kMost = std::uint64_t{16} << 40;
  const auto bytes = bytes_of(text, kMiB);
  if (!bytes || *bytes == 0 || *bytes > kMost || *bytes % kMiB != 0) {
    refuse("--memory", text, "a size such as 512M or 2G");
  }
  return *bytes / kMiB;
}

std::chrono::seconds parse_age(std::string_view option, std::string_view text) {
  struct Unit {
    char letter;
    std::int64_t seconds;
  };
  static constexpr Unit kUnits[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 604800}};
  constexpr std::int64_t kMost = std::int64_t{100} * 366 * 86400;
  for (const Unit& unit : kUnits) {
    std::uint64_t count = 0;
    if (!text.ends_with(unit.letter) || !parse_number(text.substr(0, text.size() - 1), count) ||
        count > static_cast<std::uint64_t>(kMost / unit.seconds)) {
      continue;
    }
    return std::chrono::seconds(static_cast<std::int64_t>(count) * unit.seconds);
  }
  refuse(option, text, "an age such as 90m, 12h, 30d or 2w");
}

PublishedPort parse_published_port(std::string_view text, HostPort host) {
  const bool may_be_any = host == HostPort::named_or_any;
  PublishedPort port;
  std::string_view rest = text;
  if (rest.ends_with("/udp")) port.udp = true;
  if (rest.ends_with("/udp") || rest.ends_with("/tcp")) rest.remove_suffix(4);
  const std::size_t colon = rest.rfind(':');
  if (colon == std::string_view::npos) {
    refuse("--publish", text,
           may_be_any ? "[IP:]HOST:GUEST[/udp], where HOST 0 is any port that is free"
                      : "[IP:]HOST:GUEST[/udp]");
  }
  port.guest = parse_port(rest.substr(colon + 1), 1, text);
  rest = rest.substr(0, colon);
  if (const std::size_t address = rest.rfind(':'); address != std::string_view::npos) {
    port.host_address = rest.substr(0, address);
    in_addr ignored{};
    if (inet_pton(AF_INET, port.host_address.c_str(), &ignored) != 1) {
      refuse("--publish", text, "an IPv4 address in front of the ports");
    }
    rest.remove_prefix(address + 1);
  }
  port.host = parse_port(rest, may_be_any ? 0 : 1, text);
  return port;
}

unsigned parse_cpus(std::string_view text) {
  return parse_count("--cpus", text, 512);
}

unsigned parse_jobs(std::string_view text) {
  return parse_count("--jobs", text, 64);
}

unsigned parse_parallel(std::string_view text) {
  return parse_count("--parallel", text, 32);
}

}  // namespace oci2boot
