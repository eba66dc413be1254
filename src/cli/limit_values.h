// SPDX-License-Identifier: Apache-2.0
// --limit NAME=VALUE: how much an image may ask of this machine.
#pragma once

#include <string>
#include <vector>

#include "oci2boot/limits.h"
#include "src/cli/option.h"

namespace oci2boot {

/// The default limits, changed by each of `values` in turn: "entries=50M", "entries=none" for no
/// such limit, "none" for no limit at all. NAME is that of a field of Limits, with dashes; VALUE is
/// at least 1, units are powers of 1024. Throws Error (usage).
Limits parse_limits(const std::vector<std::string>& values);

/// The option of the commands that read what was made.
Option output_limit_option();

}  // namespace oci2boot
