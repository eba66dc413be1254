// SPDX-License-Identifier: Apache-2.0
// oci2boot pull IMAGE [IMAGE...]
#pragma once

#include "src/cli/command_description.h"
#include "src/cli/display_options.h"
#include "src/cli/option_parser.h"
#include "src/cli/registry_values.h"
#include "src/pipeline/pull.h"

namespace oci2boot {

struct PullCommand {
  std::vector<PullRequest> requests;  ///< one after the other
  DisplayOptions display;
};

Options pull_options();
CommandDescription pull_description();

/// Throws Error (usage).
PullCommand pull_command(const GivenOptions& given, const PasswordPrompt& ask);

}  // namespace oci2boot
