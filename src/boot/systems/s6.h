// SPDX-License-Identifier: Apache-2.0
// s6 as the init of a machine: what s6-linux-init-maker makes, and s6-overlay, which brings a whole
// system into a container and wants to be its first process. s6-svscan alone is neither: it is run
// as a program. See InitSystem for what each function tells.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/boot/systems/init_system.h"

namespace oci2boot {

/// Where s6-linux-init-maker's result is kept; bin/ has its commands (s6-linux-init-maker, "-c").
inline constexpr std::string_view kS6LinuxInit = "/etc/s6-linux-init/current";

std::optional<FoundSystem> find_s6(const RootFilesystem& root, std::string& why_not);

bool is_s6_init(const RootFilesystem& root, std::string_view init);

/// Whether `init` is s6-overlay's /init, of any of its versions.
bool is_s6_overlay_init(const RootFilesystem& root, std::string_view init);

std::vector<std::string> s6_power_off(const RootFilesystem& root);

}  // namespace oci2boot
