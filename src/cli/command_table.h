// SPDX-License-Identifier: Apache-2.0
// The commands of the program. The parser, help and completion go by this table.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "src/cli/command_description.h"
#include "src/cli/command_line.h"

namespace oci2boot {

struct CommandEntry {
  CommandDescription description;
  /// `guest_command` is what stands behind "--", where the command takes one. Throws Error (usage).
  Command (*make)(const GivenOptions& given, const std::vector<std::string>& guest_command,
                  const PasswordPrompt& ask);
  bool takes_guest_command = false;
  /// What sets an option wrongly besides the command line is passed over: nobody who types a line,
  /// or opens a shell, asked for it to be checked.
  bool bears_wrong_defaults = false;
};

/// In the order in which help lists them.
std::span<const CommandEntry> command_table();

/// The descriptions alone, in the same order.
const std::vector<CommandDescription>& command_descriptions();

/// The command of that name, "cache ls", or nothing.
const CommandEntry* find_command(std::string_view name);

/// The commands of two words that start with this one: "cache ls" and "cache prune" of "cache".
std::vector<CommandDescription> commands_in_group(std::string_view word);

/// Whether there are any.
bool is_command_group(std::string_view word);

/// Every first word that stands for a command, in the table's order, each once.
std::vector<std::string> command_words();

}  // namespace oci2boot
