// SPDX-License-Identifier: Apache-2.0
// What the user typed, as data.
#pragma once

#include <span>
#include <string>
#include <variant>

#include "src/cli/cache_command.h"
#include "src/cli/completion_command.h"
#include "src/cli/convert_command.h"
#include "src/cli/doctor_command.h"
#include "src/cli/inspect_command.h"
#include "src/cli/kernel_command.h"
#include "src/cli/ls_command.h"
#include "src/cli/option_sources.h"
#include "src/cli/pull_command.h"
#include "src/cli/run_command.h"
#include "src/cli/text_style.h"
#include "src/cli/unpack_command.h"

namespace oci2boot {

/// Text to print instead of doing something: --help, --version.
struct Information {
  std::string text;
};

using Command = std::variant<Information, ConvertCommand, RunCommand, InspectCommand, LsCommand,
                             UnpackCommand, PullCommand, CacheListCommand, CachePruneCommand,
                             KernelListCommand, KernelAddCommand, DoctorCommand, CompletionCommand>;

/// `arguments` without the program's name. A first word that is no command is the image that
/// `convert` takes. `defaults` hold where it says nothing; `style` is for help. Throws Error
/// (usage).
Command parse_command_line(std::span<const std::string> arguments, const PasswordPrompt& ask,
                           const OptionDefaults& defaults = {},
                           const TextStyle& style = TextStyle());

/// The status that the program ends with where it failed by itself with `status`: `run`, whose
/// statuses are the guest's, has only one of its own.
int own_status(std::span<const std::string> arguments, int status);

}  // namespace oci2boot
