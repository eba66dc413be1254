// SPDX-License-Identifier: Apache-2.0
// What will not work, said before anything boots: decided from the kernel, the boot plan and the
// tree. Pure. All that a conversion warns of in advance is decided here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "src/image/compression.h"
#include "src/launch/launch_plan.h"
#include "src/pipeline/convert_request.h"
#include "src/pipeline/prepare.h"

namespace oci2boot {

/// One line for each thing that the machine will lack or not be able to do.
std::vector<std::string> preflight(const ConvertRequest& request, const Prepared& prepared);

/// Of an initramfs that is packed so.
std::optional<std::string> preflight_compression(CompressionMethod method,
                                                 const std::optional<Kernel>& kernel);

/// Of the memory that the launch script gives.
std::optional<std::string> preflight_memory(const LaunchPlan& launch);

}  // namespace oci2boot
