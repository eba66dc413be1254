// SPDX-License-Identifier: Apache-2.0
// What is said of how something boots, and makes no sense beside something else that is said: where
// that depends on an option's value. (Options that never go together tell it by Option::excludes.)
#pragma once

#include "src/cli/given_options.h"

namespace oci2boot {

/// Without what has no place beside what a stronger source says. Throws Error (usage) where one
/// source says both: "--add-user and --no-patch identity contradict each other".
GivenOptions without_boot_contradictions(const GivenOptions& given);

}  // namespace oci2boot
