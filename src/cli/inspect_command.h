// SPDX-License-Identifier: Apache-2.0
// oci2boot inspect IMAGE
#pragma once

#include "src/cli/command_description.h"
#include "src/cli/option_parser.h"
#include "src/cli/page/page_target.h"
#include "src/cli/registry_values.h"
#include "src/pipeline/inspect.h"

namespace oci2boot {

enum class InspectionForm {
  text,
  json,
  raw,   ///< the manifest or index as it was found, byte for byte
  html,  ///< a page in a file
};

struct InspectCommand {
  InspectRequest request;
  InspectionForm form = InspectionForm::text;
  PageTarget page;  ///< where the page goes
};

Options inspect_options();
CommandDescription inspect_description();

/// Throws Error (usage).
InspectCommand inspect_command(const GivenOptions& given, std::vector<std::string> guest_command,
                               const PasswordPrompt& ask);

}  // namespace oci2boot
