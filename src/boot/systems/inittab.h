// SPDX-License-Identifier: Apache-2.0
// /etc/inittab, in the two dialects that there are:
//  - System V: ID:RUNLEVELS:ACTION:PROCESS, the ID is up to four characters that name the line
//    (inittab(5) of sysvinit);
//  - BusyBox: TERMINAL::ACTION:PROCESS, the terminal is what the process gets as its standard input
//    and output, none is /dev/console; there are no runlevels (examples/inittab of BusyBox).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oci2boot/root_filesystem.h"

namespace oci2boot {

inline constexpr std::string_view kInittab = "/etc/inittab";

enum class InittabDialect { system_v, busybox };

/// One line that does something. The parts lie in the text that was read.
struct InittabLine {
  std::string_view id;  ///< BusyBox: the terminal
  std::string_view runlevels;
  std::string_view action;  ///< "respawn"
  std::string_view process;
};

/// Nothing for a comment, an empty line and what an init would pass over as damaged.
std::optional<InittabLine> read_inittab_line(std::string_view line);

/// Whether a line keeps up a program that asks for a login, or a shell.
bool is_login(const InittabLine& line);

/// The terminal on which a line keeps something up: "tty1", "ttyS0", "console". Nothing where that
/// is no terminal, or not told.
std::optional<std::string> line_terminal(const InittabLine& line, InittabDialect dialect);

/// The first word of a process, without what inits understand in front of it (BusyBox's "-",
/// sysvinit's "+" and "@").
std::string_view process_program(std::string_view process);

/// Why the inittab brings up no machine, half a sentence: there is none, or one of its programs is
/// missing. Empty when it does.
std::string inittab_damage(const RootFilesystem& root);

/// The programs that its lines run on the way up, in their order; what they keep alive is not
/// among them. Where a line is a shell's, its first word.
std::vector<std::string_view> bring_up_programs(std::string_view inittab);

}  // namespace oci2boot
