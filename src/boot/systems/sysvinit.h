// SPDX-License-Identifier: Apache-2.0
// System V's init (the sysvinit of Debian, Devuan, Gentoo, Slackware): see InitSystem for what each
// function tells.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/boot/systems/init_system.h"

namespace oci2boot {

/// Complete means: an inittab whose programs are all there.
std::optional<FoundSystem> find_sysvinit(const RootFilesystem& root, std::string& why_not);

bool is_sysvinit(const RootFilesystem& root, std::string_view init);

std::vector<std::string> sysvinit_power_off(const RootFilesystem& root);

}  // namespace oci2boot
