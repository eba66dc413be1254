// SPDX-License-Identifier: Apache-2.0
#include "src/cli/command_line.h"

#include <algorithm>

#include "oci2boot/error.h"
#include "src/cli/command_table.h"
#include "src/cli/config_help.h"
#include "src/cli/help.h"
#include "src/cli/suggestions.h"
#include "src/launch/run_vm.h"

namespace oci2boot {

namespace {

using Words = std::span<const std::string>;

constexpr const char* kConfigTopic = "config";

bool asks_for_help(const std::string& word) {
  return word == "-h" || word == "--help";
}

/// " (did you mean 'pull'?)", or nothing.
std::string meant(const std::string& word, const std::vector<std::string>& known) {
  const std::string near = nearest(word, known);
  return near.empty() ? "" : " (did you mean '" + near + "'?)";
}

/// "cache ls" and "cache prune" of "cache".
std::vector<std::string> names_in_group(const std::string& first) {
  std::vector<std::string> names;
  for (const CommandDescription& command : commands_in_group(first)) names.push_back(command.name);
  return names;
}

/// "cache ls or cache prune"
std::string alternatives(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : " or ") + name;
  return list;
}

Information group_help(const std::string& first, const TextStyle& style) {
  return {group_help_text(first, command_descriptions(), style)};
}

/// "oci2boot help", "help pull", "help cache ls", "help config".
Information help_about(Words topic, const TextStyle& style) {
  if (topic.empty()) return {overview_text(command_descriptions(), style)};
  std::string name;
  for (const std::string& word : topic) {
    if (!asks_for_help(word)) name += (name.empty() ? "" : " ") + word;
  }
  if (name.empty()) return {overview_text(command_descriptions(), style)};
  if (const CommandEntry* command = find_command(name)) {
    return {help_text(command->description, command_descriptions(), style)};
  }
  if (is_command_group(name)) return group_help(name, style);
  if (name == kConfigTopic) return {config_help_text(command_descriptions(), style)};
  std::vector<std::string> topics = command_words();
  topics.emplace_back(kConfigTopic);
  throw Error(ErrorCode::usage, "help " + name + ": there is no such command" +
                                    meant(name, topics) + "; oci2boot help lists them");
}

/// What stands before -- and behind it: the latter is a command for the guest.
struct Typed {
  Typed(Words words, bool takes_guest_command) : ours(words) {
    if (!takes_guest_command) return;
    const auto separator = std::find(words.begin(), words.end(), "--");
    ours = words.first(static_cast<std::size_t>(separator - words.begin()));
    has_separator = separator != words.end();
    if (has_separator) guest_command.assign(separator + 1, words.end());
  }
  Words ours;
  bool has_separator = false;
  std::vector<std::string> guest_command;
};

/// `docker run -h NAME` names the guest. Who types that wants no help, whose exit status 0 would be
/// taken for the program's.
void refuse_letter_of_hostname(const GivenOptions& options, const Typed& typed) {
  const bool is_alone = options.words().empty() && typed.guest_command.empty();
  const auto is_spelt_out = [](const std::string& word) { return word.starts_with("--help"); };
  if (is_alone || std::any_of(typed.ours.begin(), typed.ours.end(), is_spelt_out)) return;
  throw Error(ErrorCode::usage, "-h is --help here; --hostname names the guest");
}

/// The words of a line that starts with no command are an image, at most.
void refuse_commands(const std::vector<std::string>& words) {
  if (words.empty()) return;
  const std::vector<std::string> commands = command_words();
  const std::string& first = words.front();
  if (std::find(commands.begin(), commands.end(), first) != commands.end()) {
    throw Error(ErrorCode::usage,
                "'" + first + "' is a command, and goes in front of its options: oci2boot " +
                    first + " ... (an image of that name is docker://" + first + ")");
  }
  const std::string near = nearest(first, commands);
  if (words.size() == 1 || near.empty()) return;
  throw Error(ErrorCode::usage, "'" + first + "' is no command (did you mean '" + near +
                                    "'?); oci2boot --help lists them");
}

/// Goes by the table of commands.
class CommandParser {
 public:
  CommandParser(const PasswordPrompt& ask, const OptionDefaults& defaults, const TextStyle& style)
      : ask_(ask), defaults_(defaults), style_(style) {}

  Command parse(Words words) const {
    const std::string first = words.empty() ? "" : words.front();
    if (first == "help") return help_about(words.subspan(1), style_);
    if (const CommandEntry* command = find_command(first)) {
      return parse_with(*command, words.subspan(1), true);
    }
    if (is_command_group(first)) return parse_group(first, words.subspan(1));
    // Who asks for help without a command has not found out what there is.
    if (words.size() == 1 && asks_for_help(first)) return help_about({}, style_);
    return parse_with(*find_command("convert"), words, false);
  }

 private:
  Command parse_with(const CommandEntry& entry, Words words, bool is_named) const {
    const CommandDescription& command = entry.description;
    Typed typed(words, entry.takes_guest_command);
    const GivenOptions options = parsed(command, typed);
    if (options.flag("help")) {
      if (command.name == "run") refuse_letter_of_hostname(options, typed);
      return Information{help_text(command, command_descriptions(), style_)};
    }
    if (options.flag("version")) return Information{version_text()};
    if (!is_named) refuse_commands(options.words());
    const GivenOptions given = all_given(entry, options);
    try {
      return entry.make(given, typed.guest_command, ask_);
    } catch (const Error& error) {
      throw Error(error.code(), with_origins(error.what(), given));
    }
  }

  /// With what is set besides the command line.
  GivenOptions all_given(const CommandEntry& entry, const GivenOptions& typed) const {
    try {
      return with_defaults(typed, entry.description, command_descriptions(), defaults_);
    } catch (const Error&) {
      if (!entry.bears_wrong_defaults) throw;
      return typed;
    }
  }

  /// Where no "--" was typed, an option that is not known may be one of the guest's command, which
  /// `docker run` takes without.
  static GivenOptions parsed(const CommandDescription& command, const Typed& typed) {
    const std::string line = "oci2boot " + command.name;
    const bool wants_separator =
        !typed.has_separator && command.usage.front().find("-- CMD") != std::string::npos;
    try {
      return parse_options(command.options, typed.ours, line, command.absent);
    } catch (const Error& error) {
      if (!wants_separator) throw;
      throw Error(error.code(), error.what() + std::string(", and a command for the guest goes "
                                                           "behind --"));
    }
  }

  /// "cache ..."
  Command parse_group(const std::string& first, Words words) const {
    const std::string second = words.empty() ? "" : words.front();
    if (asks_for_help(second)) return group_help(first, style_);
    if (const CommandEntry* command = find_command(first + " " + second)) {
      return parse_with(*command, words.subspan(1), true);
    }
    const std::vector<std::string> names = names_in_group(first);
    throw Error(ErrorCode::usage, (second.empty() ? first : first + " " + second) + ": expected " +
                                      alternatives(names) + meant(first + " " + second, names) +
                                      "; oci2boot " + first + " --help tells of them");
  }

  const PasswordPrompt& ask_;
  const OptionDefaults& defaults_;
  const TextStyle& style_;
};

}  // namespace

Command parse_command_line(std::span<const std::string> arguments, const PasswordPrompt& ask,
                           const OptionDefaults& defaults, const TextStyle& style) {
  return CommandParser(ask, defaults, style).parse(arguments);
}

int own_status(std::span<const std::string> arguments, int status) {
  return !arguments.empty() && arguments.front() == "run" ? kRunFailedStatus : status;
}

}  // namespace oci2boot
