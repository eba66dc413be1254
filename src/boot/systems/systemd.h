// SPDX-License-Identifier: Apache-2.0
// systemd as the init of a machine: see InitSystem for what each function tells.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/boot/systems/init_system.h"

namespace oci2boot {

/// Complete means: the program, the targets that every boot passes, and a getty or a login of some
/// kind is not asked for (a machine may only serve).
std::optional<FoundSystem> find_systemd(const RootFilesystem& root, std::string& why_not);

bool is_systemd(const RootFilesystem& root, std::string_view init);

/// Empty where systemd-logind hears the button (systemd-logind.service(8)).
std::vector<std::string> systemd_power_off(const RootFilesystem& root);

}  // namespace oci2boot
