// SPDX-License-Identifier: Apache-2.0
#include "src/boot/stop_signal.h"

#include <array>
#include <charconv>
#include <cstddef>
#include <string>

namespace oci2boot {

namespace {

// By number, from 1 (signal(7), the column for x86 and ARM).
constexpr std::array<std::string_view, 31> kNames = {
    "HUP",  "INT",  "QUIT", "ILL",    "TRAP",   "ABRT",  "BUS",  "FPE",  "KILL", "USR1", "SEGV",
    "USR2", "PIPE", "ALRM", "TERM",   "STKFLT", "CHLD",  "CONT", "STOP", "TSTP", "TTIN", "TTOU",
    "URG",  "XCPU", "XFSZ", "VTALRM", "PROF",   "WINCH", "IO",   "PWR",  "SYS"};
constexpr int kRealTimeFirst = 34;
constexpr int kLast = 64;

std::optional<int> parse_number(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<int> named_signal(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<int>(i) + 1;
  }
  if (name.starts_with("RTMIN") || name.starts_with("RTMAX")) {
    const bool from_first = name.starts_with("RTMIN");
    const int base = from_first ? kRealTimeFirst : kLast;
    std::string_view rest = name.substr(5);
    if (rest.empty()) return base;
    if (rest.front() != (from_first ? '+' : '-')) return std::nullopt;
    rest.remove_prefix(1);
    const std::optional<int> distance = parse_number(rest);
    if (!distance || *distance < 0 || *distance > kLast - kRealTimeFirst) return std::nullopt;
    return from_first ? base + *distance : base - *distance;
  }
  return std::nullopt;
}

}  // namespace

std::optional<int> parse_signal(std::string_view text) {
  if (const std::optional<int> number = parse_number(text)) {
    return *number >= 1 && *number <= kLast ? number : std::nullopt;
  }
  std::string name;
  for (const char c : text) {
    name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  if (name.starts_with("SIG")) name.erase(0, 3);
  return named_signal(name);
}

}  // namespace oci2boot
