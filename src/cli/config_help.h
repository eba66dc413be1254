// SPDX-License-Identifier: Apache-2.0
// What `oci2boot help config` prints.
#pragma once

#include <string>
#include <vector>

#include "src/cli/command_description.h"
#include "src/cli/text_style.h"

namespace oci2boot {

/// Where options may be set, and which of them, by the table of commands.
std::string config_help_text(const std::vector<CommandDescription>& commands,
                             const TextStyle& style);

/// The long names of the options that a source of that reach may set and no weaker one, sorted.
std::vector<std::string> options_within(Reach reach,
                                        const std::vector<CommandDescription>& commands);

}  // namespace oci2boot
