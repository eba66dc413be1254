// SPDX-License-Identifier: Apache-2.0
#include "src/cli/config_help.h"

#include <algorithm>
#include <map>

#include "src/cli/help_layout.h"

namespace oci2boot {

namespace {

constexpr const char* kOrder = R"(  1. the command line
  2. the environment: OCI2BOOT_ and the option's long name in capitals, with _
     for -; 1 or 0 of a flag; a line each of what may be given several times
  3. ./oci2boot.toml, in the folder where oci2boot is started: a project's
  4. $XDG_CONFIG_HOME/oci2boot/config.toml, else
     ~/.config/oci2boot/config.toml: yours
)";

constexpr const char* kRules =
    R"(  The first that sets an option sets all of it: lists are not joined. What is
  set for a command that does not have it is passed over; what is no option of
  any command is an error. --no-config does without the files.
)";

constexpr const char* kExample =
    R"(  memory = "2G"                  # for every command that has --memory
  offline = true
  mirror = ["mirror.example"]    # several times on a command line

  [run]                          # for one command
  cpus = 4
)";

std::string list_of(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
  return wrapped(list, 2);
}

}  // namespace

std::vector<std::string> options_within(Reach reach,
                                        const std::vector<CommandDescription>& commands) {
  std::map<std::string, Reach> widest;
  for (const CommandDescription& command : commands) {
    for (const Option& option : command.options) {
      Reach& known = widest.try_emplace(long_name(option), option.reach).first->second;
      known = std::max(known, option.reach);
    }
  }
  std::vector<std::string> names;
  for (const auto& [name, option_reach] : widest) {
    if (option_reach == reach) names.push_back(name);
  }
  return names;
}

std::string config_help_text(const std::vector<CommandDescription>& commands,
                             const TextStyle& style) {
  const auto section = [&](const std::string& heading, const std::string& text) {
    return style.heading(heading + ":") + "\n" + text;
  };
  return "Where options may be set besides the command line.\n\n" +
         section("Which one holds", kOrder) + "\n" + kRules + "\n" + section("A file", kExample) +
         "\n" +
         section("A project's file may set",
                 list_of(options_within(Reach::project, commands)) +
                     "  It may have come with a checkout: it says what a guest is like, names "
                     "files in\n  its own folder only, and opens nothing of this machine.\n") +
         "\n" +
         section("Yours and the environment also", list_of(options_within(Reach::user, commands)) +
                                                       "  (no-config: the environment alone.)\n") +
         "\n" + section("The command line alone", list_of(options_within(Reach::typed, commands)));
}

}  // namespace oci2boot
