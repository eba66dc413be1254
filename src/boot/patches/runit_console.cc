// SPDX-License-Identifier: Apache-2.0
// runit's services are folders or links in one folder; a getty for each terminal is among them,
// named getty-TERMINAL (Debian) or agetty-TERMINAL (Void). One for the machine's console takes the
// place of them all: most are for terminals that it has not, and Debian's getty-ttyS0 is no
// session's leader, so that its shell has no job control. What a stopped system has left in
// /etc/runit to say that it is to stop is taken back (runit(8)).
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/boot/patches/patches.h"
#include "src/boot/patches/script.h"
#include "src/boot/systems/console_login.h"
#include "src/boot/systems/programs.h"
#include "src/boot/systems/runit.h"
#include "src/boot/tree_edit.h"

namespace oci2boot {

namespace {

/// "tty1" of "getty-tty1" and "agetty-tty1"; empty for a service that is no getty.
std::string_view getty_terminal(std::string_view name) {
  if (name.starts_with('a')) name.remove_prefix(1);
  constexpr std::string_view kGetty = "getty-";
  return name.starts_with(kGetty) ? name.substr(kGetty.size()) : std::string_view();
}

void remove_gettys(PatchContext& context, const std::string& services, PatchChanges& changes) {
  FileTree& tree = context.root.tree;
  const InodeId folder = *tree.lookup(services);
  std::vector<std::string> removed;
  for (const FileTree::Child& child : tree.children(folder)) {
    const std::string name(child.name);
    const std::string terminal(getty_terminal(name));
    if (!terminal.empty() && tree.remove(folder, name)) removed.push_back(terminal);
  }
  if (!removed.empty()) changes.push_back(disabled_logins(removed, services));
}

/// A service's program is no session's leader, which a login must be; chpst -P makes it one, and
/// comes with runit.
std::string run_script(const RootFilesystem& root, const std::string& command) {
  const bool has_chpst = system_program(root, "chpst").has_value();
  return "#!/bin/sh\nexec " + std::string(has_chpst ? "chpst -P " : "setsid ") + command + "\n";
}

void add_login(PatchContext& context, const std::string& services, const ConsoleLogin& login,
               PatchChanges& changes) {
  const BootPlan& plan = context.plan;
  const std::string name = "console-login";
  const std::string script = run_script(context.root, login_command(login, plan));
  if (!put_script(context, services + "/" + name + "/run", script)) return;
  changes.push_back("added a login on " + plan.console + " to " + services);
}

void take_back_stop(PatchContext& context, PatchChanges& changes) {
  constexpr std::uint16_t kOwnerExecutes = 0100;
  FileTree& tree = context.root.tree;
  for (const std::string path : {"/etc/runit/stopit", "/etc/runit/reboot"}) {
    const std::optional<InodeId> file = tree.lookup_no_follow(path);
    if (!file || tree.type(*file) != FileType::regular) continue;
    Metadata metadata = tree.metadata(*file);
    if ((metadata.permissions & kOwnerExecutes) == 0) continue;
    metadata.permissions = 0;
    tree.set_metadata(*file, metadata);
    changes.push_back("took back " + path);
  }
}

}  // namespace

PatchChanges patch_runit_console(PatchContext& context) {
  PatchChanges changes;
  if (context.plan.system != "runit") return changes;
  take_back_stop(context, changes);
  const std::optional<std::string> services = runit_services(context.root);
  if (!services || context.plan.console.empty()) return changes;
  const std::optional<ConsoleLogin> login = console_login(context.root, context.plan);
  if (!login) {
    changes.push_back(no_console_login(context.plan));
    return changes;
  }
  remove_gettys(context, *services, changes);
  add_login(context, *services, *login, changes);
  return changes;
}

}  // namespace oci2boot
