// SPDX-License-Identifier: Apache-2.0
#include "src/cli/page/instruction.h"

#include <algorithm>

namespace oci2boot {

namespace {

constexpr std::string_view kShell = "/bin/sh -c ";
constexpr std::string_view kNoOperation = "#(nop)";
constexpr std::string_view kBuildKit = "# buildkit";

std::string_view without_blanks(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\n";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

bool is_keyword(std::string_view word) {
  return word.size() > 1 &&
         std::all_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

/// "KEYWORD rest"
Instruction split(std::string_view text) {
  const std::string_view word = text.substr(0, text.find(' '));
  if (!is_keyword(word)) return {"", std::string(text)};
  return {std::string(word), std::string(without_blanks(text.substr(word.size())))};
}

/// The command of BuildKit's "RUN |2 A=1 B=2 /bin/sh -c command".
std::string_view without_shell(std::string_view command) {
  if (command.starts_with('|')) {
    const std::size_t shell = command.find(kShell);
    if (shell != command.npos) command.remove_prefix(shell);
  }
  if (command.starts_with(kShell)) command.remove_prefix(kShell.size());
  return without_blanks(command);
}

}  // namespace

Instruction read_instruction(std::string_view created_by) {
  std::string_view text = without_blanks(created_by);
  if (text.ends_with(kBuildKit)) {
    text = without_blanks(text.substr(0, text.size() - kBuildKit.size()));
  }
  if (text.starts_with(kShell)) {
    text = without_blanks(text.substr(kShell.size()));
    if (!text.starts_with(kNoOperation)) return {"RUN", std::string(text)};
    return split(without_blanks(text.substr(kNoOperation.size())));
  }
  Instruction instruction = split(text);
  if (instruction.keyword == "RUN") {
    instruction.rest = std::string(without_shell(instruction.rest));
  }
  return instruction;
}

}  // namespace oci2boot
