// SPDX-License-Identifier: Apache-2.0
// runit as the init of a machine (Debian's runit-init, Void): see InitSystem for what each function
// tells. Its stages are /etc/runit/1, 2 and 3 (runit(8)).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/boot/systems/init_system.h"

namespace oci2boot {

/// Complete means: runit-init as an init, runit, which it becomes, and stages 1 and 2.
std::optional<FoundSystem> find_runit(const RootFilesystem& root, std::string& why_not);

bool is_runit(const RootFilesystem& root, std::string_view init);

std::vector<std::string> runit_power_off(const RootFilesystem& root);

/// The folder of the services that a boot starts: /etc/runit/runsvdir/default, or what a simpler
/// set-up has. Nothing when there is none.
std::optional<std::string> runit_services(const RootFilesystem& root);

}  // namespace oci2boot
