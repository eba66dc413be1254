// SPDX-License-Identifier: Apache-2.0
// Runs a command and tells how it went.
#pragma once

#include "src/cli/command_line.h"

namespace oci2boot {

/// Returns the program's exit status. What goes wrong before there is something to show is thrown,
/// the rest has been told.
int execute(const Command& command);

}  // namespace oci2boot
