// SPDX-License-Identifier: Apache-2.0
// What an option is. A command's table of them is the one source of what it takes: the parser, its
// help, completion, the configuration files and the environment variables are made from it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace oci2boot {

enum class OptionKind {
  flag,  ///< --force; --force=false switches it off again
  once,  ///< takes a value and is given at most once
  many,  ///< takes a value each time
};

/// What a word or a value is the name of, for completion.
enum class ValueKind {
  text,    ///< nothing that could be known here, besides the option's choices
  file,    ///< a file of the host
  folder,  ///< a folder of the host
  image,   ///< what IMAGE stands for: in a registry, an archive, a folder
  output,  ///< what was made, or the like of others: a file
  kernel,  ///< what --kernel takes: a file, a folder, image:IMAGE
  shell    ///< one whose command lines can be completed
};

/// Where an option may be set. A file of the current folder may have come with somebody's project:
/// it may say what a guest is like, and nothing that opens this machine to it.
enum class Reach {
  typed,    ///< on the command line alone: what is done this once
  user,     ///< also in the environment and the user's configuration
  project,  ///< also in ./oci2boot.toml
};

struct Option {
  std::string names;  ///< "o,output": a letter where there is one, and the long name
  OptionKind kind = OptionKind::flag;
  std::string value{};  ///< what help calls its value: "FILE". Empty for a flag
  /// What it does: no capital, no final full stop. Help breaks it into lines, and keeps those that
  /// are broken here.
  std::string help{};
  std::string group{};  ///< the heading in the help that it is listed below
  ValueKind completes = ValueKind::text;
  std::vector<std::string> choices{};  ///< words that it takes, among others perhaps
  Reach reach = Reach::user;
  /// Long names of flags and options that say the opposite. Both of one source are refused; else
  /// the stronger source wins (see option_sources.h).
  std::vector<std::string> excludes{};
};

using Options = std::vector<Option>;

/// One that people know from another program, and that is none here.
struct AbsentOption {
  std::string names;    ///< as Option::names
  std::string instead;  ///< what to do without it: no capital, no final full stop
};

using AbsentOptions = std::vector<AbsentOption>;

/// "output" of "o,output".
std::string long_name(const Option& option);

/// "o" of "o,output", or nothing.
std::string letter(const Option& option);

/// The option of that long name, or nothing.
const Option* find_option(const Options& options, std::string_view name);

/// -h, --help. Every command has it.
Option help_option();

/// --no-config. Every command has it that has options which a file may set.
Option no_config_option();
inline constexpr const char* kNoConfig = "no-config";

/// Adds `more` behind `options`, all of them below the heading `group`.
void add_group(Options& options, const std::string& group, Options more);

}  // namespace oci2boot
