// SPDX-License-Identifier: Apache-2.0
// What oci2boot doctor prints.
#pragma once

#include <string>
#include <vector>

#include "src/pipeline/doctor/finding.h"

namespace oci2boot {

/// A line for each finding, below it what to do, and what it comes to at the end.
std::string describe(const std::vector<FindingGroup>& groups);

/// "ok", "warn" or "fail".
std::string health_word(Health health);

}  // namespace oci2boot
