// SPDX-License-Identifier: Apache-2.0
// Where oci2boot keeps things: room for them, and the right to write there.
#pragma once

#include <vector>

#include "src/pipeline/doctor/finding.h"
#include "src/pipeline/surroundings.h"

namespace oci2boot {

std::vector<Finding> folder_findings(const Surroundings& surroundings);

}  // namespace oci2boot
