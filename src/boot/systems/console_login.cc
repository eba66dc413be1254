// SPDX-License-Identifier: Apache-2.0
#include "src/boot/systems/console_login.h"

#include "src/boot/systems/programs.h"

namespace oci2boot {

namespace {

// A serial line's speed means nothing to QEMU; this is what the kernel's console has.
constexpr std::string_view kBaud = "115200";
// What every terminal emulator at the other end understands, as systemd's serial-getty@ has it.
constexpr std::string_view kTerm = "vt220";

std::string getty_command(const Getty& getty, const BootPlan& plan) {
  std::string command = getty.path + " -L ";
  if (!getty.is_busybox) {
    command += "--noclear ";
    if (const auto user = console_user(plan.identity)) command += "--autologin " + *user + " ";
  }
  return command.append(kBaud).append(" ").append(plan.console).append(" ").append(kTerm);
}

/// Without a getty, or with one that cannot do without its question.
std::optional<std::string> bare_login(const RootFilesystem& root, const BootPlan& plan) {
  const std::optional<std::string> user = console_user(plan.identity);
  if (const auto login = system_program(root, "login")) {
    return user ? *login + " -f " + *user : *login;
  }
  if (user == "root" && is_program(root, "/bin/sh")) return "/bin/sh -l";
  return std::nullopt;
}

}  // namespace

std::optional<ConsoleLogin> console_login(const RootFilesystem& root, const BootPlan& plan) {
  if (plan.console.empty()) return std::nullopt;
  const std::optional<Getty> getty = find_getty(root);
  // BusyBox's getty -n runs a program without arguments: it could not be told the user's name.
  if (getty && !(getty->is_busybox && console_user(plan.identity))) {
    return ConsoleLogin{getty_command(*getty, plan), true};
  }
  const std::optional<std::string> login = bare_login(root, plan);
  if (!login) return std::nullopt;
  return ConsoleLogin{*login, false};
}

std::string login_command(const ConsoleLogin& login, const BootPlan& plan) {
  if (login.opens_terminal) return login.command;
  const std::string terminal = "/dev/" + plan.console;
  return "/bin/sh -c 'exec " + login.command + " <" + terminal + " >" + terminal + " 2>&1'";
}

std::string disabled_logins(const std::vector<std::string>& terminals, std::string_view place) {
  std::string text = terminals.size() == 1 ? "disabled the login on " : "disabled the logins on ";
  for (const std::string& terminal : terminals) {
    if (&terminal != &terminals.front()) text += ", ";
    text += terminal;
  }
  return text.append(" in ").append(place);
}

std::string no_console_login(const BootPlan& plan) {
  return "no login on " + plan.console + ": the image has no getty and no login";
}

}  // namespace oci2boot
