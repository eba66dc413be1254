// SPDX-License-Identifier: Apache-2.0
// The options that say who may log in to the machine, and where it is: --root-password-file,
// --add-user, --ssh-key, --autologin, --timezone.
#pragma once

#include "src/boot/identity/identity.h"
#include "src/cli/option_parser.h"

namespace oci2boot {

void declare_identity_options(Options& options);

/// Reads the files that the options name. Throws Error (usage), also when --no-patch would keep
/// from the image what the others are about.
Identity identity_of(const GivenOptions& given);

}  // namespace oci2boot
