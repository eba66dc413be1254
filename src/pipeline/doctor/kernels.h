// SPDX-License-Identifier: Apache-2.0
// The kernels that images without one boot with.
#pragma once

#include <vector>

#include "src/pipeline/doctor/finding.h"
#include "src/pipeline/surroundings.h"

namespace oci2boot {

/// Of what --kernel auto takes, for this machine's architecture and for others in the store.
std::vector<Finding> kernel_findings(const Surroundings& surroundings);

}  // namespace oci2boot
