// SPDX-License-Identifier: Apache-2.0
// BusyBox's init: see InitSystem for what each function tells.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/boot/systems/init_system.h"

namespace oci2boot {

/// Complete means: an inittab whose programs are all there or, as it needs none, the script
/// /etc/init.d/rcS. The busybox image has neither: its init is one of many names for BusyBox.
std::optional<FoundSystem> find_busybox_init(const RootFilesystem& root, std::string& why_not);

bool is_busybox_init(const RootFilesystem& root, std::string_view init);

std::vector<std::string> busybox_power_off(const RootFilesystem& root);

}  // namespace oci2boot
