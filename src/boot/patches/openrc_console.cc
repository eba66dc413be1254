// SPDX-License-Identifier: Apache-2.0
// OpenRC can keep up gettys itself, as services agetty.TERMINAL (its agetty-guide.md). Below
// openrc-init, which follows no inittab, that is the only way to a login. One is made for the
// machine's console, and those of terminals that it has not are taken from the runlevels.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/boot/patches/patches.h"
#include "src/boot/patches/script.h"
#include "src/boot/systems/console_login.h"
#include "src/boot/systems/openrc.h"
#include "src/boot/systems/programs.h"
#include "src/boot/systems/service.h"
#include "src/boot/tree_edit.h"

namespace oci2boot {

namespace {

constexpr std::string_view kGetty = "agetty.";
constexpr std::string_view kService = "console-login";

/// Takes the services of the terminals that are not there out of a runlevel; that of the console as
/// well where nobody is to be asked for a name.
void remove_gettys(PatchContext& context, const std::string& level, PatchChanges& changes) {
  std::vector<std::string> removed;
  FileTree& tree = context.root.tree;
  const std::optional<InodeId> folder = tree.lookup(level);
  if (!folder) return;
  for (const FileTree::Child& child : tree.children(*folder)) {
    const std::string name(child.name);
    if (!name.starts_with(kGetty)) continue;
    const std::string terminal = name.substr(kGetty.size());
    if (terminal == context.plan.console && !console_user(context.plan.identity)) continue;
    if (tree.remove(*folder, name)) removed.push_back(terminal);
  }
  if (!removed.empty()) changes.push_back(disabled_logins(removed, level));
}

/// `respawn_max` 0: however often somebody logs out (supervise-daemon-guide.md).
std::string service_script(const std::string& openrc_run, const std::string& command,
                           const std::string& console) {
  const std::size_t space = command.find(' ');
  std::string script = "#!" + openrc_run + "\ndescription=\"Login on " + console + "\"\n";
  script += "supervisor=supervise-daemon\nrespawn_max=0\nrespawn_delay=1\n";
  script += "command=\"" + command.substr(0, space) + "\"\n";
  if (space != std::string::npos) {
    script += "command_args_foreground=\"" + command.substr(space + 1) + "\"\n";
  }
  script += "\ndepend() {\n\tafter local\n\tkeyword -prefix\n\tprovide getty\n}\n";
  return script;
}

void add_login(PatchContext& context, PatchChanges& changes) {
  const BootPlan& plan = context.plan;
  const std::optional<ConsoleLogin> login = console_login(context.root, plan);
  const std::optional<std::string> openrc_run = system_program(context.root, "openrc-run");
  if (!login || !openrc_run) {
    changes.push_back(no_console_login(plan));
    return;
  }
  const std::string script = "/etc/init.d/" + std::string(kService);
  const std::string command = login_command(*login, plan);
  put_script(context, script, service_script(*openrc_run, command, plan.console));
  const std::string link = "/etc/runlevels/default/" + std::string(kService);
  if (!put_symlink(context.root.tree, link, script, context.time)) return;
  changes.push_back("added OpenRC's service " + std::string(kService) + " for " + plan.console);
}

}  // namespace

PatchChanges patch_openrc_console(PatchContext& context) {
  const BootPlan& plan = context.plan;
  if (plan.system != "openrc" || plan.console.empty()) return {};
  PatchChanges changes;
  for (const char* level : {"sysinit", "boot", "default", "nonetwork"}) {
    remove_gettys(context, std::string("/etc/runlevels/") + level, changes);
  }
  const bool has_login = is_service_enabled(context.root, "openrc", "agetty." + plan.console);
  if (!has_login && is_openrc_init(context.root, plan.argv.front())) add_login(context, changes);
  return changes;
}

}  // namespace oci2boot
