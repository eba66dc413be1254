// SPDX-License-Identifier: Apache-2.0
// oci2boot [convert] IMAGE -o OUTPUT
#pragma once

#include <string>
#include <vector>

#include "src/cli/command_description.h"
#include "src/cli/display_options.h"
#include "src/cli/option_parser.h"
#include "src/cli/registry_values.h"
#include "src/pipeline/convert_request.h"

namespace oci2boot {

struct ConvertCommand {
  ConvertRequest request;
  DisplayOptions display;
  bool verbose = false;  ///< tell what each patch changed
  bool json = false;     ///< the result as a document, on standard output
};

Options convert_options();
CommandDescription convert_description();

/// `guest_command` is what follows "--". Throws Error (usage).
ConvertCommand convert_command(const GivenOptions& given, std::vector<std::string> guest_command,
                               const PasswordPrompt& ask);

}  // namespace oci2boot
