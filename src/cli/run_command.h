// SPDX-License-Identifier: Apache-2.0
// oci2boot run IMAGE
#pragma once

#include <string>
#include <vector>

#include "src/cli/command_description.h"
#include "src/cli/display_options.h"
#include "src/cli/option_parser.h"
#include "src/cli/registry_values.h"
#include "src/pipeline/run/run_request.h"

namespace oci2boot {

struct RunCommand {
  RunRequest request;
  DisplayOptions display;
};

Options run_options();
CommandDescription run_description();

/// `guest_command` is what follows "--". Throws Error (usage).
RunCommand run_command(const GivenOptions& given, std::vector<std::string> guest_command,
                       const PasswordPrompt& ask);

}  // namespace oci2boot
