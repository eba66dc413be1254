// SPDX-License-Identifier: Apache-2.0
// OpenRC, which brings up a machine below one of three inits: its own openrc-init, BusyBox's
// (Alpine) or System V's (Gentoo, Debian) by an inittab. See InitSystem for what each function
// tells.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/boot/systems/init_system.h"

namespace oci2boot {

/// Complete means: openrc, and an init that runs it. Its runlevels may be empty: a package manager
/// in a container leaves them so, and patch_openrc_services() fills them.
std::optional<FoundSystem> find_openrc(const RootFilesystem& root, std::string& why_not);

/// Whether `init` runs OpenRC, whichever of the three it is.
bool runs_openrc(const RootFilesystem& root, std::string_view init);

/// Whether `init` is openrc-init, which needs no inittab.
bool is_openrc_init(const RootFilesystem& root, std::string_view init);

std::vector<std::string> openrc_power_off(const RootFilesystem& root);

}  // namespace oci2boot
