// SPDX-License-Identifier: Apache-2.0
#include "src/cli/help.h"

#include <algorithm>
#include <vector>

#include "src/cli/help_layout.h"
#include "src/version.h"

namespace oci2boot {

namespace {

using Commands = std::span<const CommandDescription>;

constexpr std::size_t kCommandColumn = 17;

std::string usage_lines(const std::vector<std::string>& lines, const TextStyle& style) {
  std::string text;
  for (const std::string& line : lines) {
    text += (text.empty() ? style.heading("Usage:") + " " : std::string(7, ' ')) + line + "\n";
  }
  return text + "\n";
}

std::string section(const std::string& heading, const std::string& text, const TextStyle& style) {
  return text.empty() ? "" : style.heading(heading + ":") + "\n" + text + "\n";
}

std::string example_lines(const std::vector<Example>& examples) {
  std::string text;
  for (const Example& example : examples) {
    if (!example.what.empty()) text += "  # " + example.what + "\n";
    text += "  " + example.command + "\n";
  }
  return text;
}

std::string sections(const std::vector<HelpSection>& all, const TextStyle& style) {
  std::string text;
  for (const HelpSection& one : all) text += section(one.heading, one.text, style);
  return text;
}

/// In the order in which they are first used.
std::vector<std::string> groups_of(const Options& options) {
  std::vector<std::string> groups;
  for (const Option& option : options) {
    if (std::find(groups.begin(), groups.end(), option.group) == groups.end()) {
      groups.push_back(option.group);
    }
  }
  return groups;
}

bool is_in_group(const CommandDescription& command, const std::string& first) {
  return command.name.starts_with(first + " ");
}

std::string command_list(Commands commands) {
  std::string text;
  for (const CommandDescription& command : commands) {
    text += explained(command.name, command.summary, kCommandColumn);
  }
  return text;
}

/// The other commands that share the first word of a name of two.
std::string siblings(const CommandDescription& command, Commands commands) {
  const std::size_t space = command.name.find(' ');
  if (space == std::string::npos) return "";
  std::string text;
  for (const CommandDescription& other : commands) {
    if (other.name == command.name || !is_in_group(other, command.name.substr(0, space))) continue;
    for (const std::string& usage : other.usage)
      text += "  " + usage_line(other.name, usage) + "\n";
  }
  return text;
}

/// All pages end with the last line of something.
std::string without_last_empty_line(std::string text) {
  if (text.ends_with("\n\n")) text.pop_back();
  return text;
}

}  // namespace

std::string version_text() {
  return std::string("oci2boot ") + kVersion + "\n";
}

std::string overview_text(Commands commands, const TextStyle& style) {
  std::vector<Example> examples;
  for (const CommandDescription& command : commands) {
    if (command.name != "convert" && command.name != "run") continue;
    const auto end = command.examples.begin() +
                     static_cast<std::ptrdiff_t>(std::min<std::size_t>(command.examples.size(), 3));
    examples.insert(examples.end(), command.examples.begin(), end);
  }
  constexpr std::size_t kColumn = 30;
  const std::string more =
      explained("oci2boot convert --help",
                "what an IMAGE and an OUTPUT may be, and the options without a command", kColumn) +
      explained("oci2boot COMMAND --help", "a command's options and examples", kColumn) +
      explained("oci2boot help config", "defaults: files and the environment", kColumn) +
      explained("oci2boot --version", "", kColumn);
  return without_last_empty_line(
      "Turn a container image into something that boots, or boot it now.\n\n" +
      usage_lines(
          {"oci2boot IMAGE [-o OUTPUT] [options] [-- CMD ARG...]",
           "oci2boot run IMAGE [options] [-- CMD ARG...]", "oci2boot COMMAND [options] ..."},
          style) +
      section("Examples", example_lines(examples), style) +
      section("Commands", command_list(commands), style) + section("More", more, style));
}

std::string help_text(const CommandDescription& command, Commands commands,
                      const TextStyle& style) {
  std::vector<std::string> usage;
  for (const std::string& line : command.usage) usage.push_back(usage_line(command.name, line));
  std::string text = wrapped(command.purpose, 0) + "\n" + usage_lines(usage, style) +
                     section("Examples", example_lines(command.examples), style) +
                     sections(command.before, style);
  for (const std::string& group : groups_of(command.options)) {
    text += section(group, option_list(command.options, group), style);
  }
  text += sections(command.after, style) + section("See also", siblings(command, commands), style);
  return without_last_empty_line(std::move(text));
}

std::string group_help_text(const std::string& first, Commands commands, const TextStyle& style) {
  std::vector<CommandDescription> members;
  std::vector<std::string> usage;
  std::vector<Example> examples;
  for (const CommandDescription& command : commands) {
    if (!is_in_group(command, first)) continue;
    members.push_back(command);
    for (const std::string& line : command.usage) usage.push_back(usage_line(command.name, line));
    examples.insert(examples.end(), command.examples.begin(), command.examples.end());
  }
  return without_last_empty_line(usage_lines(usage, style) +
                                 section("Examples", example_lines(examples), style) +
                                 section("Commands", command_list(members), style) + "oci2boot " +
                                 first + " COMMAND --help tells of one.\n");
}

}  // namespace oci2boot
