// SPDX-License-Identifier: Apache-2.0
// What the user typed, as data.
#pragma once

#include <span>
#include <string>
#include <variant>

#include "src/cli/cache_command.h"
#include "src/cli/convert_command.h"
#include "src/cli/inspect_command.h"
#include "src/cli/kernel_command.h"
#include "src/cli/ls_command.h"
#include "src/cli/pull_command.h"
#include "src/cli/unpack_command.h"

namespace oci2boot {

/// Text to print instead of doing something: --help, --version.
struct Information {
  std::string text;
};

using Command =
    std::variant<Information, ConvertCommand, InspectCommand, LsCommand, UnpackCommand, PullCommand,
                 CacheListCommand, CachePruneCommand, KernelListCommand, KernelAddCommand>;

/// `arguments` without the program's name. A first word that is no command is the image that
/// `convert` takes. Throws Error (usage).
Command parse_command_line(std::span<const std::string> arguments, const PasswordPrompt& ask);

}  // namespace oci2boot
