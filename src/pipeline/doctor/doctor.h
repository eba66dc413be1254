// SPDX-License-Identifier: Apache-2.0
// Looks at this machine for what conversions and guests need. Asks nobody on the network, and
// leaves nothing behind.
#pragma once

#include <filesystem>
#include <vector>

#include "src/pipeline/doctor/finding.h"
#include "src/pipeline/surroundings.h"

namespace oci2boot {

/// What is examined, in the order in which it is told. Whatever is wrong with the machine is in the
/// findings, none of it is thrown.
std::vector<FindingGroup> examine(const Surroundings& surroundings);

/// The worst of all.
Health health_of(const std::vector<FindingGroup>& groups);

}  // namespace oci2boot
