// SPDX-License-Identifier: Apache-2.0
#include "src/cli/option_sources.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>
#include <system_error>
#include <utility>

#include "oci2boot/error.h"
#include "src/cli/config_file.h"
#include "src/cli/suggestions.h"

namespace oci2boot {

namespace {

using Commands = std::vector<CommandDescription>;

constexpr int kVariableRank = 1;
constexpr int kRanksOfFile = 2;  // what is said of one command is stronger than what is said of all

/// "true" or "false".
std::string flag_value(const std::string& variable, const std::string& text) {
  static const std::set<std::string_view> kOn = {"1", "true", "yes", "on"};
  static const std::set<std::string_view> kOff = {"0", "false", "no", "off"};
  if (kOn.contains(text)) return "true";
  if (kOff.contains(text)) return "false";
  throw Error(ErrorCode::usage, variable + "=" + text + ": expected 1 or 0, true or false");
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    if (!line.empty()) lines.push_back(line);
  }
  return lines;
}

void take_variables(const Options& options, const OptionDefaults& defaults,
                    GivenOptions::Settings& settings) {
  for (const Option& option : options) {
    if (option.reach == Reach::typed) continue;
    const std::string name = variable_of(option);
    const auto variable = defaults.variables.find(name);
    if (variable == defaults.variables.end() || variable->second.empty()) continue;
    OptionSetting setting{{variable->second}, kVariableRank, name};
    if (option.kind == OptionKind::flag) setting.values = {flag_value(name, variable->second)};
    if (option.kind == OptionKind::many) setting.values = lines_of(variable->second);
    if (!setting.values.empty()) settings.emplace(long_name(option), std::move(setting));
  }
}

/// Whether a relative path ends outside, by a symbolic link: a checkout may hold any.
bool leads_outside(const std::filesystem::path& path) {
  std::error_code failure;
  const std::filesystem::path here = std::filesystem::canonical(".", failure);
  if (failure) return true;
  const std::filesystem::path there = std::filesystem::weakly_canonical(here / path, failure);
  return failure || *there.lexically_relative(here).begin() == "..";
}

/// Also of a path behind words with colons: "image:rootfs:/home".
bool leaves_folder(std::string_view value) {
  for (std::size_t begin = 0; begin <= value.size();) {
    const std::size_t end = std::min(value.find(':', begin), value.size());
    const std::filesystem::path path = value.substr(begin, end - begin);
    if (path.is_absolute() || path.string().starts_with("~")) return true;
    if (std::find(path.begin(), path.end(), "..") != path.end()) return true;
    if (leads_outside(path)) return true;
    begin = end + 1;
  }
  return false;
}

/// What is set in a file is checked against all commands, and taken for one of them.
class FileOptions {
 public:
  FileOptions(const ConfigSource& file, int rank, const Commands& all, const std::string& home)
      : file_(file), rank_(rank), all_(all), home_(home) {}

  void take(const CommandDescription& command, GivenOptions::Settings& settings) const {
    std::vector<ConfigEntry> entries = parse_config(file_.text, file_.name);
    std::stable_partition(entries.begin(), entries.end(),
                          [](const ConfigEntry& entry) { return !entry.command.empty(); });
    for (const ConfigEntry& entry : entries) {
      check(entry);
      if (!entry.command.empty() && entry.command != command.name) continue;
      const Option* option = find_option(command.options, entry.key);
      if (option == nullptr || option->reach < file_.reach) continue;
      const int rank = entry.command.empty() ? rank_ + 1 : rank_;
      settings.emplace(entry.key, OptionSetting{values_of(entry, *option), rank, file_.name});
    }
  }

 private:
  [[noreturn]] void refuse(const ConfigEntry& entry, const std::string& what) const {
    throw Error(ErrorCode::usage,
                file_.name + ":" + std::to_string(entry.line) + ": " + entry.key + what);
  }

  void check(const ConfigEntry& entry) const {
    if (entry.key == kNoConfig) refuse(entry, " is for the command line and the environment");
    const bool is_known_command = entry.command.empty() || is_command(entry.command);
    std::vector<const Option*> found;
    std::vector<std::string> names;
    for (const CommandDescription& command : all_) {
      if (!entry.command.empty() && entry.command != command.name) continue;
      for (const Option& option : command.options) names.push_back(long_name(option));
      if (const Option* option = find_option(command.options, entry.key)) found.push_back(option);
    }
    if (!is_known_command) refuse(entry, ": there is no command " + entry.command);
    if (found.empty()) refuse(entry, unknown(entry, names));
    const auto is_allowed = [&](const Option* option) { return option->reach >= file_.reach; };
    if (std::any_of(found.begin(), found.end(), is_allowed)) return;
    const bool is_for_user = std::any_of(found.begin(), found.end(), [](const Option* option) {
      return option->reach == Reach::user;
    });
    refuse(entry, is_for_user
                      ? " is not for a project to set: it concerns this machine or its user, not "
                        "the guest; type --" +
                            entry.key +
                            ", or set it in your own configuration (oci2boot help config)"
                      : " says what is done this once, and is for the command line alone");
  }

  bool is_command(const std::string& name) const {
    return std::any_of(all_.begin(), all_.end(),
                       [&](const CommandDescription& command) { return command.name == name; });
  }

  static std::string unknown(const ConfigEntry& entry, const std::vector<std::string>& names) {
    const std::string near = nearest(entry.key, names);
    const std::string where = entry.command.empty() ? "" : " of " + entry.command;
    return " is the name of no option" + where +
           (near.empty() ? "" : " (did you mean " + near + "?)");
  }

  std::vector<std::string> values_of(const ConfigEntry& entry, const Option& option) const {
    const bool is_flag = entry.kind == ConfigEntry::Kind::flag;
    if (option.kind == OptionKind::flag && !is_flag) refuse(entry, " is to be true or false");
    if (option.kind != OptionKind::flag && is_flag) refuse(entry, " takes a value");
    if (option.kind == OptionKind::once && entry.kind == ConfigEntry::Kind::list) {
      refuse(entry, " takes one value, and no list of them");
    }
    std::vector<std::string> values = entry.values;
    for (std::string& value : values) {
      if (names_file(option)) value = placed(entry, value);
    }
    return values;
  }

  static bool names_file(const Option& option) {
    return option.completes == ValueKind::file || option.completes == ValueKind::folder ||
           option.completes == ValueKind::kernel;
  }

  /// Nobody expands "~/" in a file; and a project has no business outside of its folder.
  std::string placed(const ConfigEntry& entry, const std::string& value) const {
    if (file_.reach == Reach::project) {
      if (leaves_folder(value)) {
        refuse(entry, " = \"" + value + "\": a project names files in its own folder only");
      }
    }
    if (!value.starts_with("~/") || home_.empty()) return value;
    return home_ + value.substr(1);
  }

  const ConfigSource& file_;
  int rank_;
  const Commands& all_;
  const std::string& home_;
};

bool is_set(const GivenOptions& given, const Option& option) {
  const OptionSetting* setting = given.setting(long_name(option));
  return setting != nullptr &&
         (option.kind != OptionKind::flag || setting->values.back() != "false");
}

/// Leaves out what a stronger source says the opposite of.
GivenOptions without_contradictions(const GivenOptions& given, const Options& options) {
  GivenOptions::Settings settings = given.settings();
  for (const Option& option : options) {
    for (const std::string& name : option.excludes) {
      const Option* other = find_option(options, name);
      if (other == nullptr || !is_set(given, option) || !is_set(given, *other)) continue;
      const std::string own = long_name(option);
      const int difference = given.setting(own)->rank - given.setting(name)->rank;
      if (difference == 0) {
        std::string words = "--" + own;
        words += " and --" + name + " contradict each other; leave one of them out";
        throw Error(ErrorCode::usage, with_origins(words, given));
      }
      settings.erase(difference > 0 ? own : name);
    }
  }
  return {std::move(settings), given.words()};
}

bool names_option(const std::string& message, const std::string& name) {
  const std::string spelt = "--" + name;
  for (std::size_t at = 0; (at = message.find(spelt, at)) != std::string::npos; ++at) {
    const std::size_t end = at + spelt.size();
    const char next = end < message.size() ? message[end] : ' ';
    if (next != '-' && (next < 'a' || next > 'z')) return true;
  }
  return false;
}

}  // namespace

std::string variable_of(const Option& option) {
  std::string name = "OCI2BOOT_";
  for (const char c : long_name(option)) {
    name.push_back(c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c));
  }
  return name;
}

GivenOptions with_defaults(const GivenOptions& typed, const CommandDescription& command,
                           const Commands& all, const OptionDefaults& defaults) {
  GivenOptions::Settings settings = typed.settings();
  take_variables(command.options, defaults, settings);
  const bool wants_files = !GivenOptions(settings, {}).flag(kNoConfig) && defaults.files;
  if (wants_files && find_option(command.options, kNoConfig) != nullptr) {
    int rank = kVariableRank + 1;
    for (const ConfigSource& file : defaults.files()) {
      FileOptions(file, rank, all, defaults.home).take(command, settings);
      rank += kRanksOfFile;
    }
  }
  return without_contradictions({std::move(settings), typed.words()}, command.options);
}

std::string with_origins(const std::string& message, const GivenOptions& given) {
  std::string origins;
  for (const auto& [name, setting] : given.settings()) {
    if (setting.origin.empty() || !names_option(message, name)) continue;
    origins +=
        (origins.empty() ? " (" : ", ") + std::string("--") + name + " is set by " + setting.origin;
  }
  return origins.empty() ? message : message + origins + ")";
}

}  // namespace oci2boot
