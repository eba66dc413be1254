// SPDX-License-Identifier: Apache-2.0
// oci2boot completion: what shells need to complete command lines of oci2boot.
#pragma once

#include <filesystem>
#include <functional>
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
  std::filesystem::path cache_folder;  ///< whose images are offered where none is typed
};

Options completion_options();
CommandDescription completion_description();

/// Throws Error (usage).
CompletionCommand completion_command(const GivenOptions& given, std::vector<std::string> typed);

/// What the command prints. `find_surroundings` is asked for "words" alone: a script does not
/// depend on them. Where it throws an Error, nothing is offered but what needs none.
std::string completion_text(const CompletionCommand& command,
                            const std::function<Surroundings()>& find_surroundings);

}  // namespace oci2boot
