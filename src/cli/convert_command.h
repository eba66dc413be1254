// SPDX-License-Identifier: Apache-2.0
// oci2boot [convert] IMAGE -o OUTPUT
#pragma once

#include <string>
#include <vector>

#include "src/cli/display_options.h"
#include "src/cli/option_parser.h"
#include "src/cli/registry_values.h"
#include "src/pipeline/convert_request.h"

namespace oci2boot {

struct ConvertCommand {
  ConvertRequest request;
  DisplayOptions display;
  bool verbose = false;  ///< tell what each patch changed
};

Options convert_options();

/// `guest_command` is what follows "--". Throws Error (usage).
ConvertCommand convert_command(const GivenOptions& given, std::vector<std::string> guest_command,
                               const PasswordPrompt& ask);

}  // namespace oci2boot
