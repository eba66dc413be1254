// SPDX-License-Identifier: Apache-2.0
// The options that say who may log in to the machine: --root-password-file, --add-user, --ssh-key,
// --autologin.
#pragma once

#include "src/boot/identity/identity.h"
#include "src/cli/option_parser.h"

namespace oci2boot {

void declare_identity_options(Options& options);

/// What they ask for, and --timezone. Reads the files that the options name. Throws Error (usage).
Identity identity_of(const GivenOptions& given);

}  // namespace oci2boot
