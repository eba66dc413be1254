// SPDX-License-Identifier: Apache-2.0
// From the words of a command line to the options that a command declares. Knows no command.
#pragma once

#include <span>
#include <string>

#include "src/cli/given_options.h"
#include "src/cli/option.h"

namespace oci2boot {

/// `command` is what --help goes behind, for messages: "oci2boot pull". Values are taken as they
/// are: a comma separates nothing. Throws Error (usage), which tells what to do without one of
/// `absent`.
GivenOptions parse_options(const Options& options, std::span<const std::string> arguments,
                           const std::string& command, const AbsentOptions& absent = {});

}  // namespace oci2boot
