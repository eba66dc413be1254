// SPDX-License-Identifier: Apache-2.0
// How somebody logs in on the machine's console, by what the image has for it: agetty, BusyBox's
// getty, login alone; without a question where --autologin asks for that.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/boot/plan.h"

namespace oci2boot {

struct ConsoleLogin {
  std::string command;  ///< a program by its absolute path, and its arguments; no quotes needed
  /// The program opens the terminal itself. Else its standard input, output and error must be the
  /// terminal; the one that opens it must be the leader of a session.
  bool opens_terminal = false;
};

/// On plan.console, for console_user() of the plan's identity. Nothing when the image has no
/// program for it, or the plan no console.
std::optional<ConsoleLogin> console_login(const RootFilesystem& root, const BootPlan& plan);

/// The login as a command for sh, which opens the terminal where the program does not.
std::string login_command(const ConsoleLogin& login, const BootPlan& plan);

/// What is told of logins that were taken away, by their terminals (at least one) and the place:
/// "disabled the logins on tty1, tty2 in /etc/inittab".
std::string disabled_logins(const std::vector<std::string>& terminals, std::string_view place);

/// What is told in place of a login that the image has no program for.
std::string no_console_login(const BootPlan& plan);

}  // namespace oci2boot
