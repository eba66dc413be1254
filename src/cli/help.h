// SPDX-License-Identifier: Apache-2.0
// What --help and --version print: 80 columns, examples first, options in groups. All of it is made
// from the table of commands.
#pragma once

#include <span>
#include <string>

#include "src/cli/command_description.h"
#include "src/cli/text_style.h"

namespace oci2boot {

/// Of the program: what it is for, and its commands.
std::string overview_text(std::span<const CommandDescription> commands, const TextStyle& style);

/// Of one of `commands`.
std::string help_text(const CommandDescription& command,
                      std::span<const CommandDescription> commands, const TextStyle& style);

/// Of the commands that have `first` as their first word, as "cache ls" and "cache prune" have
/// "cache".
std::string group_help_text(const std::string& first, std::span<const CommandDescription> commands,
                            const TextStyle& style);

/// "oci2boot 0.1.0"
std::string version_text();

}  // namespace oci2boot
