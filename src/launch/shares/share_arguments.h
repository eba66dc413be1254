// SPDX-License-Identifier: Apache-2.0
// QEMU's arguments for folders of the host in the guest. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "src/launch/run_plan.h"

namespace oci2boot {

/// `sockets`: for each share by virtiofs, in order, a descriptor that QEMU inherits, which is
/// connected to its virtiofsd. With such a share the machine's memory, of -m's size, is one that
/// virtiofsd can map.
std::vector<std::string> share_arguments(std::span<const SharedFolder> shares,
                                         std::span<const int> sockets, std::uint64_t memory_mib);

/// What to do when QEMU has ended with `said` on its standard error because of a share; empty when
/// it has not.
std::string share_advice(std::string_view said);

}  // namespace oci2boot
