// SPDX-License-Identifier: Apache-2.0
// The launch script: a POSIX shell script that boots what lies beside it. Pure.
#pragma once

#include <string>
#include <string_view>

#include "src/launch/launch_plan.h"

namespace oci2boot {

/// `text` as one word of a shell command, in single quotes: any bytes but NUL.
std::string shell_quoted(std::string_view text);

/// The same, with quotes only where it needs them.
std::string shell_word(std::string_view text);

/// The whole script. It has four parts: settings taken from the plan, a function boot() with
/// QEMU's arguments (qemu.h), a function advise() with what is known of panics (panic_advice.h),
/// and launch.sh, which is the same in every script and describes what the script does. Throws what
/// find_machine() does.
std::string launch_script(const LaunchPlan& plan);

}  // namespace oci2boot
