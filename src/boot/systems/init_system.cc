// SPDX-License-Identifier: Apache-2.0
#include "src/boot/systems/init_system.h"

#include <array>

#include "src/boot/systems/busybox.h"
#include "src/boot/systems/openrc.h"
#include "src/boot/systems/runit.h"
#include "src/boot/systems/s6.h"
#include "src/boot/systems/systemd.h"
#include "src/boot/systems/sysvinit.h"

namespace oci2boot {

namespace {

constexpr std::array<InitSystem, 6> kSystems = {{
    {"systemd", find_systemd, is_systemd, systemd_power_off},
    {"openrc", find_openrc, runs_openrc, openrc_power_off},
    {"runit", find_runit, is_runit, runit_power_off},
    {"s6", find_s6, is_s6_init, s6_power_off},
    {"sysvinit", find_sysvinit, is_sysvinit, sysvinit_power_off},
    {"busybox", find_busybox_init, is_busybox_init, busybox_power_off},
}};

}  // namespace

std::span<const InitSystem> init_systems() {
  return kSystems;
}

const InitSystem* find_init_system(std::string_view name) {
  for (const InitSystem& system : kSystems) {
    if (system.name == name) return &system;
  }
  return nullptr;
}

const InitSystem* system_of_init(const RootFilesystem& root, std::string_view init) {
  for (const InitSystem& system : kSystems) {
    if (system.is_its_init(root, init)) return &system;
  }
  return nullptr;
}

}  // namespace oci2boot
