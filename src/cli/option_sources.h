// SPDX-License-Identifier: Apache-2.0
// Where options come from besides the command line: the environment and two files. The strongest
// source that sets an option sets all of it; lists are not joined. From the strongest:
// the command line, OCI2BOOT_<LONG_NAME>, ./oci2boot.toml, the user's config.toml
// (docs/configuration.md).
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "src/cli/command_description.h"
#include "src/cli/given_options.h"

namespace oci2boot {

struct ConfigSource {
  std::string name;           ///< for messages: "./oci2boot.toml"
  std::string text;           ///< TOML
  Reach reach = Reach::user;  ///< whose it is: user or project
};

struct OptionDefaults {
  /// The variables that start with OCI2BOOT_, whether an option has that name or not.
  std::map<std::string, std::string, std::less<>> variables;
  /// Reads the files, strongest first; not called where nobody wants them. Throws Error (usage).
  std::function<std::vector<ConfigSource>()> files;
  std::string home;  ///< what "~/" stands for in the user's file; empty: nobody knows
};

/// "OCI2BOOT_CACHE_DIR" of --cache-dir.
std::string variable_of(const Option& option);

/// The options that hold for `command`, where `typed` stands on its command line. Of options that
/// exclude each other the one with the stronger source is left. Files are checked as a whole: what
/// concerns other commands has to be right too. `all`: every command there is. Throws Error
/// (usage).
GivenOptions with_defaults(const GivenOptions& typed, const CommandDescription& command,
                           const std::vector<CommandDescription>& all,
                           const OptionDefaults& defaults);

/// `message`, and who set the options that it names, where that was not the command line: what is
/// wrong is to be mended there.
std::string with_origins(const std::string& message, const GivenOptions& given);

}  // namespace oci2boot
