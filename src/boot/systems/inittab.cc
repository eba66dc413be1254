// SPDX-License-Identifier: Apache-2.0
#include "src/boot/systems/inittab.h"

#include <algorithm>
#include <array>

#include "src/boot/systems/programs.h"
#include "src/boot/text_lines.h"
#include "src/boot/tree_edit.h"

namespace oci2boot {

namespace {

constexpr std::string_view kBlanks = " \t\r";
/// What both inits run before a machine counts as up.
constexpr std::array<std::string_view, 4> kBringUp = {"sysinit", "boot", "bootwait", "wait"};
/// What they start again when it ends, or when somebody presses Enter.
constexpr std::array<std::string_view, 3> kKeepAlive = {"respawn", "askfirst", "ondemand"};
constexpr std::array<std::string_view, 13> kLoginPrograms = {
    "getty", "agetty",  "mgetty", "mingetty", "fgetty", "ngetty",  "fbgetty",
    "login", "sulogin", "sh",     "ash",      "bash",   "cttyhack"};

template <typename Names>
bool is_one_of(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string_view next_word(std::string_view& text) {
  const std::size_t start = text.find_first_not_of(kBlanks);
  if (start == std::string_view::npos) return {};
  text.remove_prefix(start);
  const std::string_view word = text.substr(0, text.find_first_of(kBlanks));
  text.remove_prefix(word.size());
  return word;
}

std::string_view base_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

/// "tty1" of "tty1" and "/dev/tty1"; nothing of a word that is no terminal.
std::optional<std::string> terminal_name(std::string_view word) {
  if (word.starts_with("/dev/")) word.remove_prefix(5);
  const bool is_terminal = word == "console" || word.starts_with("tty") ||
                           word.starts_with("hvc") || word.starts_with("vc/");
  return is_terminal ? std::optional(std::string(word)) : std::nullopt;
}

bool is_brought_up(const InittabLine& line) {
  // Runlevels 0, 6 and single user are not on the way up.
  return is_one_of(kBringUp, line.action) &&
         (line.runlevels.empty() ||
          line.runlevels.find_first_of("2345") != std::string_view::npos ||
          line.action == "sysinit");
}

}  // namespace

std::optional<InittabLine> read_inittab_line(std::string_view line) {
  const std::size_t start = line.find_first_not_of(kBlanks);
  if (start == std::string_view::npos || line[start] == '#') return std::nullopt;
  line.remove_prefix(start);
  line = line.substr(0, line.find_last_not_of(kBlanks) + 1);
  std::array<std::string_view, 3> fields;
  for (std::string_view& field : fields) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    field = line.substr(0, colon);
    line.remove_prefix(colon + 1);
  }
  return InittabLine{fields[0], fields[1], fields[2], line};
}

std::string_view process_program(std::string_view process) {
  process.remove_prefix(std::min(process.find_first_not_of("+@-"), process.size()));
  return next_word(process);
}

bool is_login(const InittabLine& line) {
  return is_one_of(kKeepAlive, line.action) &&
         is_one_of(kLoginPrograms, base_name(process_program(line.process)));
}

std::optional<std::string> line_terminal(const InittabLine& line, InittabDialect dialect) {
  if (!is_one_of(kKeepAlive, line.action)) return std::nullopt;
  if (is_login(line)) {
    std::string_view rest = line.process;
    next_word(rest);
    for (std::string_view word = next_word(rest); !word.empty(); word = next_word(rest)) {
      if (auto terminal = terminal_name(word)) return terminal;
    }
  }
  if (dialect == InittabDialect::system_v) return std::nullopt;
  if (line.id.empty()) return is_login(line) ? std::optional<std::string>("console") : std::nullopt;
  return terminal_name(line.id);
}

std::vector<std::string_view> bring_up_programs(std::string_view inittab) {
  std::vector<std::string_view> programs;
  for (const std::string_view text : text_lines(inittab)) {
    const std::optional<InittabLine> line = read_inittab_line(text);
    if (line && is_brought_up(*line)) programs.push_back(process_program(line->process));
  }
  return programs;
}

std::string inittab_damage(const RootFilesystem& root) {
  const std::optional<std::string> text = file_text(root, kInittab);
  if (!text) return "it has no /etc/inittab";
  const std::vector<std::string_view> programs = bring_up_programs(*text);
  if (programs.empty()) return "/etc/inittab starts nothing";
  for (const std::string_view program : programs) {
    if (!program.starts_with('/') || is_program(root, program)) continue;
    return "/etc/inittab runs " + std::string(program) + ", which is not in the image";
  }
  return {};
}

}  // namespace oci2boot
