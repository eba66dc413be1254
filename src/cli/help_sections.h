// SPDX-License-Identifier: Apache-2.0
// What the help of several commands has in common.
#pragma once

#include "src/cli/command_description.h"

namespace oci2boot {

/// How an image is named.
HelpSection image_section();

/// What an output's name says of it.
HelpSection output_section();

/// The variables that have no option; `more` are further lines of them.
HelpSection registry_environment_section(const std::string& more = "");

/// Where options may be set besides the command line.
HelpSection defaults_section();

HelpSection exit_status_section();

}  // namespace oci2boot
