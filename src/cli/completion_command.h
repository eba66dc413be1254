// SPDX-License-Identifier: Apache-2.0
// oci2boot completion: what shells need to complete command lines of oci2boot.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "src/cli/command_description.h"
#include "src/cli/given_options.h"
#include "src/pipeline/surroundings.h"

namespace oci2boot {

struct CompletionCommand {
  std::string what;  ///< "bash", "zsh", "fish": the script; "words": what may follow
  /// For "words": what is typed behind the program's name. The last one is being typed.
  std::vector<std::string> typed;
  std::filesystem::path cache_folder;  ///< whose images are offered; empty: the usual one
};

Options completion_options();
CommandDescription completion_description();

/// Throws Error (usage).
CompletionCommand completion_command(const GivenOptions& given, std::vector<std::string> typed);

/// What the command prints.
std::string completion_text(const CompletionCommand& command, const Surroundings& surroundings);

}  // namespace oci2boot
