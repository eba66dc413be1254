// SPDX-License-Identifier: Apache-2.0
#include "src/cli/command_line.h"

#include <algorithm>

#include "oci2boot/error.h"
#include "src/cli/help.h"

namespace oci2boot {

namespace {

using Words = std::span<const std::string>;

/// What stands before -- and behind it: the latter is a command for the guest.
struct Typed {
  explicit Typed(Words words) {
    const auto separator = std::find(words.begin(), words.end(), "--");
    ours = words.first(static_cast<std::size_t>(separator - words.begin()));
    if (separator != words.end()) guest_command.assign(separator + 1, words.end());
  }
  Words ours;
  std::vector<std::string> guest_command;
};

Command parse_convert(Words words, const PasswordPrompt& ask) {
  Typed typed(words);
  const GivenOptions given = parse_options(convert_options(), typed.ours, "oci2boot");
  if (given.flag("help")) return Information{help_text()};
  if (given.flag("version")) return Information{version_text()};
  return convert_command(given, std::move(typed.guest_command), ask);
}

Command parse_inspect(Words words, const PasswordPrompt& ask) {
  Typed typed(words);
  const GivenOptions given = parse_options(inspect_options(), typed.ours, "oci2boot inspect");
  if (given.flag("help")) return Information{inspect_help_text()};
  return inspect_command(given, std::move(typed.guest_command), ask);
}

Command parse_ls(Words words, const PasswordPrompt& /*ask*/) {
  const GivenOptions given = parse_options(ls_options(), words, "oci2boot ls");
  if (given.flag("help")) return Information{ls_help_text()};
  return ls_command(given);
}

Command parse_unpack(Words words, const PasswordPrompt& /*ask*/) {
  const GivenOptions given = parse_options(unpack_options(), words, "oci2boot unpack");
  if (given.flag("help")) return Information{unpack_help_text()};
  return unpack_command(given);
}

Command parse_pull(Words words, const PasswordPrompt& ask) {
  const GivenOptions given = parse_options(pull_options(), words, "oci2boot pull");
  if (given.flag("help")) return Information{pull_help_text()};
  return pull_command(given, ask);
}

Command parse_cache(Words words, const PasswordPrompt& /*ask*/) {
  const std::string what = words.empty() ? "" : words.front();
  if (what == "-h" || what == "--help") return Information{cache_help_text()};
  if (what != "ls" && what != "prune") {
    throw Error(ErrorCode::usage, (words.empty() ? "cache" : "cache " + what) +
                                      ": expected cache ls or cache prune; oci2boot cache --help "
                                      "tells of them");
  }
  const bool lists = what == "ls";
  const GivenOptions given = parse_options(lists ? cache_list_options() : cache_prune_options(),
                                           words.subspan(1), "oci2boot cache");
  if (given.flag("help")) return Information{cache_help_text()};
  if (lists) return cache_list_command(given);
  return cache_prune_command(given);
}

Command parse_kernel(Words words, const PasswordPrompt& ask) {
  const std::string what = words.empty() ? "" : words.front();
  if (what == "-h" || what == "--help") return Information{kernel_help_text()};
  if (what != "ls" && what != "add") {
    throw Error(ErrorCode::usage, (words.empty() ? "kernel" : "kernel " + what) +
                                      ": expected kernel ls or kernel add; oci2boot kernel --help "
                                      "tells of them");
  }
  const bool lists = what == "ls";
  const GivenOptions given = parse_options(lists ? kernel_list_options() : kernel_add_options(),
                                           words.subspan(1), "oci2boot kernel");
  if (given.flag("help")) return Information{kernel_help_text()};
  if (lists) return kernel_list_command(given);
  return kernel_add_command(given, ask);
}

struct CommandWord {
  std::string_view name;
  Command (*parse)(Words words, const PasswordPrompt& ask);
};

constexpr CommandWord kCommands[] = {{"convert", parse_convert}, {"inspect", parse_inspect},
                                     {"ls", parse_ls},           {"unpack", parse_unpack},
                                     {"pull", parse_pull},       {"cache", parse_cache},
                                     {"kernel", parse_kernel}};

}  // namespace

Command parse_command_line(std::span<const std::string> arguments, const PasswordPrompt& ask) {
  for (const CommandWord& command : kCommands) {
    if (!arguments.empty() && arguments.front() == command.name) {
      return command.parse(arguments.subspan(1), ask);
    }
  }
  return parse_convert(arguments, ask);
}

}  // namespace oci2boot
