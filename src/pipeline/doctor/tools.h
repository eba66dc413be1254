// SPDX-License-Identifier: Apache-2.0
// Programs that some features need, besides QEMU itself.
#pragma once

#include <string>
#include <vector>

#include "src/pipeline/doctor/finding.h"

namespace oci2boot {

/// `search_path` is as $PATH.
std::vector<Finding> tool_findings(const std::string& search_path);

}  // namespace oci2boot
