// SPDX-License-Identifier: Apache-2.0
// The options that say how something boots, or on what machine: those of a conversion, which
// `oci2boot inspect` takes as well.
#pragma once

#include <string>
#include <vector>

#include "src/cli/option_parser.h"
#include "src/pipeline/convert_request.h"

namespace oci2boot {

Options boot_options();

/// Puts them, and the command that stood behind --, into `request`. Throws Error (usage).
void take_boot_options(const GivenOptions& given, std::vector<std::string> guest_command,
                       ConvertRequest& request);

}  // namespace oci2boot
