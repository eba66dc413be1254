// SPDX-License-Identifier: Apache-2.0
#include "src/cli/run_values.h"

#include <charconv>
#include <cmath>

#include "oci2boot/error.h"

namespace oci2boot {

namespace {

[[noreturn]] void refuse(std::string_view option, std::string_view text, std::string_view why) {
  throw Error(ErrorCode::usage,
              std::string(option).append(" ").append(text) + ": " + std::string(why));
}

/// Takes ":ro" or ":rw" from the end of `rest`. True for the first.
bool take_access(std::string_view& rest, std::string_view text) {
  const std::size_t colon = rest.rfind(':');
  const std::string_view access = rest.substr(colon + 1);
  // What begins with a slash is the guest's path, and there are no options.
  if (access.starts_with('/') || rest.find(':') == colon) return false;
  if (access != "ro" && access != "rw") {
    refuse("--volume", text,
           "'" + std::string(access) + "' is no option of a volume here: ro and rw are");
  }
  rest = rest.substr(0, colon);
  return access == "ro";
}

/// Without ".", empty names and slashes at the end.
std::string guest_path(std::string_view path, std::string_view text) {
  if (!path.starts_with('/')) {
    refuse("--volume", text, "the path in the guest has to be absolute: HOST:/GUEST[:ro]");
  }
  std::string clean;
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::string_view name = path.substr(0, path.find('/'));
    path.remove_prefix(name.size());
    if (name == "..") refuse("--volume", text, "the path in the guest may not have '..' in it");
    if (!name.empty() && name != ".") clean.append("/").append(name);
  }
  if (clean.empty()) {
    refuse("--volume", text, "a folder of the host cannot take the place of the guest's root");
  }
  if (clean == "/dev") {
    refuse("--volume", text,
           "the guest's kernel has its devices in /dev, and no run works without");
  }
  for (const std::string own : {"/proc", "/sys"}) {
    if (clean != own && !clean.starts_with(own + "/")) continue;
    refuse("--volume", text, "the guest's kernel tells of itself in " + own);
  }
  return clean;
}

}  // namespace

Volume parse_volume(std::string_view text) {
  std::string_view rest = text;
  Volume volume;
  volume.read_only = take_access(rest, text);
  // The guest's path begins with a slash: a folder of the host may have a colon in its name.
  std::size_t colon = rest.find(":/");
  if (colon == std::string_view::npos) colon = rest.find(':');  // refused by guest_path()
  if (colon == std::string_view::npos) {
    refuse("--volume", text,
           "expected HOST:GUEST[:ro]; there are no volumes without a folder of "
           "the host, and the guest can write anywhere as it is");
  }
  const std::string host(rest.substr(0, colon));
  if (host.empty()) refuse("--volume", text, "no folder of the host is named: HOST:GUEST[:ro]");
  if (host.find('/') == std::string::npos && host != "." && host != "..") {
    refuse("--volume", text,
           "there are no named volumes; for the folder '" + host + "' here write ./" + host);
  }
  volume.host = host;
  volume.guest = guest_path(rest.substr(colon + 1), text);
  return volume;
}

std::string parse_device(std::string_view text) {
  if (text.starts_with('/')) {
    refuse("--device", text,
           "a virtual machine cannot use the host's device files; a device of QEMU is named as "
           "its -device has it, such as virtio-balloon-pci");
  }
  if (text.empty() || text.starts_with('-')) {
    refuse("--device", text, "expected a device as QEMU's -device has it");
  }
  return std::string(text);
}

std::chrono::milliseconds parse_timeout(std::string_view text) {
  struct Unit {
    char letter;
    double seconds;
  };
  static constexpr Unit kUnits[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
  constexpr double kMost = 365.0 * 86400;
  constexpr double kMilliseconds = 1000;
  std::string_view digits = text;
  double unit_seconds = 1;
  for (const Unit& unit : kUnits) {
    if (!text.ends_with(unit.letter)) continue;
    digits.remove_suffix(1);
    unit_seconds = unit.seconds;
  }
  double count = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, count, std::chars_format::fixed);
  const double seconds = count * unit_seconds;
  // What is no number compares to nothing.
  if (error != std::errc() || stop != end || !(seconds * kMilliseconds >= 1) ||
      !(seconds <= kMost)) {
    refuse("--timeout", text, "expected a time such as 60, 90s, 5m or 1h");
  }
  return std::chrono::milliseconds(std::llround(seconds * kMilliseconds));
}

std::string parse_qemu_argument(std::string_view text) {
  if (text.empty()) refuse("--qemu-arg", text, "expected an argument for QEMU");
  return std::string(text);
}

}  // namespace oci2boot
