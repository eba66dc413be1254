// SPDX-License-Identifier: Apache-2.0
#include "src/cli/command_table.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace oci2boot {

namespace {

using Words = std::vector<std::string>;

template <auto make>
Command made_alone(const GivenOptions& given, const Words& /*guest_command*/,
                   const PasswordPrompt& /*ask*/) {
  return make(given);
}

template <auto make>
Command made_asking(const GivenOptions& given, const Words& /*guest_command*/,
                    const PasswordPrompt& ask) {
  return make(given, ask);
}

template <auto make>
Command made_for_guest(const GivenOptions& given, const Words& guest_command,
                       const PasswordPrompt& ask) {
  return make(given, guest_command, ask);
}

template <auto make>
Command made_with_rest(const GivenOptions& given, const Words& rest,
                       const PasswordPrompt& /*ask*/) {
  return make(given, rest);
}

std::vector<CommandEntry> declared_entries() {
  return {{convert_description(), made_for_guest<convert_command>, true},
          {run_description(), made_for_guest<run_command>, true},
          {inspect_description(), made_for_guest<inspect_command>, true},
          {ls_description(), made_alone<ls_command>},
          {unpack_description(), made_alone<unpack_command>},
          {pull_description(), made_asking<pull_command>},
          {cache_list_description(), made_alone<cache_list_command>},
          {cache_prune_description(), made_alone<cache_prune_command>},
          {kernel_list_description(), made_alone<kernel_list_command>},
          {kernel_add_description(), made_asking<kernel_add_command>},
          {doctor_description(), made_alone<doctor_command>},
          {completion_description(), made_with_rest<completion_command>, true, true}};
}

/// Puts --no-config in front of --help.
void take_no_config(Options& options) {
  const bool is_configurable =
      std::any_of(options.begin(), options.end(),
                  [](const Option& option) { return option.reach != Reach::typed; });
  if (!is_configurable) return;
  const auto help = std::find_if(options.begin(), options.end(),
                                 [](const Option& option) { return long_name(option) == "help"; });
  Option option = no_config_option();
  option.group = help->group;
  options.insert(help, std::move(option));
}

std::vector<CommandEntry> entries() {
  std::vector<CommandEntry> all = declared_entries();
  for (CommandEntry& entry : all) take_no_config(entry.description.options);
  return all;
}

const std::vector<CommandEntry>& table() {
  static const std::vector<CommandEntry> kTable = entries();
  return kTable;
}

}  // namespace

std::span<const CommandEntry> command_table() {
  return table();
}

const std::vector<CommandDescription>& command_descriptions() {
  static const std::vector<CommandDescription> kDescriptions = [] {
    std::vector<CommandDescription> all;
    for (const CommandEntry& entry : table()) all.push_back(entry.description);
    return all;
  }();
  return kDescriptions;
}

const CommandEntry* find_command(std::string_view name) {
  const auto found = std::find_if(table().begin(), table().end(), [&](const CommandEntry& entry) {
    return entry.description.name == name;
  });
  return found == table().end() ? nullptr : &*found;
}

std::vector<CommandDescription> commands_in_group(std::string_view word) {
  std::vector<CommandDescription> members;
  std::copy_if(command_descriptions().begin(), command_descriptions().end(),
               std::back_inserter(members), [&](const CommandDescription& command) {
                 return command.name.starts_with(std::string(word) + " ");
               });
  return members;
}

bool is_command_group(std::string_view word) {
  return !commands_in_group(word).empty();
}

std::vector<std::string> command_words() {
  Words words;
  for (const CommandEntry& entry : table()) {
    const std::string& name = entry.description.name;
    const std::string first = name.substr(0, name.find(' '));
    if (std::find(words.begin(), words.end(), first) == words.end()) words.push_back(first);
  }
  return words;
}

}  // namespace oci2boot
