// SPDX-License-Identifier: Apache-2.0
// Whether an init system starts a service at boot, in the way of each: systemd.unit(5) (links in
// *.wants), OpenRC's runlevels, insserv's links of System V, and runit's folder of services.
#pragma once

#include <string_view>

#include "oci2boot/root_filesystem.h"

namespace oci2boot {

/// `system` is an InitSystem::name; `service` is what the system calls it, for systemd without
/// ".service". A link to what is not there starts nothing.
bool is_service_enabled(const RootFilesystem& root, std::string_view system,
                        std::string_view service);

}  // namespace oci2boot
