// SPDX-License-Identifier: Apache-2.0
#include "src/boot/systems/systemd.h"

#include <array>

#include "src/boot/systems/programs.h"
#include "src/boot/systems/service.h"
#include "src/boot/systems/systemd_units.h"

namespace oci2boot {

namespace {

constexpr std::array<std::string_view, 2> kPrograms = {"/usr/lib/systemd/systemd",
                                                       "/lib/systemd/systemd"};
/// bootup(7): what every boot passes before it reaches the default target.
constexpr std::array<std::string_view, 3> kTargets = {"sysinit.target", "basic.target",
                                                      "multi-user.target"};

std::optional<std::string> systemd_program(const RootFilesystem& root) {
  for (const std::string_view path : kPrograms) {
    if (is_program(root, path)) return std::string(path);
  }
  return std::nullopt;
}

}  // namespace

std::optional<FoundSystem> find_systemd(const RootFilesystem& root, std::string& why_not) {
  const std::optional<std::string> program = systemd_program(root);
  if (!program) return std::nullopt;
  for (const std::string_view target : kTargets) {
    if (find_unit(root, target)) continue;
    why_not = "its systemd has no unit " + std::string(target);
    return std::nullopt;
  }
  return FoundSystem{is_systemd(root, "/sbin/init") ? "/sbin/init" : *program,
                     "systemd is in the image"};
}

bool is_systemd(const RootFilesystem& root, std::string_view init) {
  for (const std::string_view path : kPrograms) {
    if (is_same_file(root, init, path)) return true;
  }
  return false;
}

std::vector<std::string> systemd_power_off(const RootFilesystem& root) {
  // logind ends at once where there is no bus to offer itself on, and it finds buttons by udev's
  // tag "power-switch". A mask on it is taken away by the patch `systemd-units`.
  const bool has_bus =
      system_program(root, "dbus-daemon") || system_program(root, "dbus-broker-launch");
  if (has_bus && has_vendor_unit(root, "systemd-logind.service") &&
      has_vendor_unit(root, "systemd-udevd.service")) {
    return {};
  }
  if (is_service_enabled(root, "systemd", "acpid")) return {};
  const std::optional<std::string> systemctl = system_program(root, "systemctl");
  if (!systemctl) return {};
  // `systemctl poweroff` would look for logind first, and complain.
  return {*systemctl, "start", "poweroff.target", "--job-mode=replace-irreversibly", "--no-block"};
}

}  // namespace oci2boot
