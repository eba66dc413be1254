// SPDX-License-Identifier: Apache-2.0
// A login on the machine's console, and none on terminals that are not there.
//
// systemd-getty-generator(8) starts serial-getty@ on what the kernel calls its console, if the
// image still has it. That unit waits for its device unit, which only udev makes appear: without
// udev it is console-getty.service, made for containers, which takes /dev/console as it is. Both
// would read from the same line: never both. getty@tty1 stays: it does nothing where the kernel has
// no virtual terminals, and serves a QEMU that gets a screen. Debian's getty-static.service, five
// more of them where logind cannot start them when they are needed, goes.
#include <string_view>

#include "src/boot/patches/patches.h"
#include "src/boot/systems/programs.h"
#include "src/boot/systems/systemd_units.h"
#include "src/boot/tree_edit.h"

namespace oci2boot {

namespace {

constexpr std::string_view kContainerGetty = "console-getty.service";
constexpr std::string_view kStaticGettys = "getty-static.service";

/// Links of serial and container gettys on other lines than the console.
void remove_other_gettys(PatchContext& context, std::string_view unit, PatchChanges& changes) {
  FileTree& tree = context.root.tree;
  const std::string folder = unit_path(kLocalUnits, "getty.target.wants");
  for (const FileTree::Child& child : folder_entries(tree, folder)) {
    const std::string name(child.name);
    const bool is_other = name.starts_with("serial-getty@") || name.starts_with("container-getty@");
    if (!is_other || name == unit) continue;
    if (remove_file(tree, unit_path(folder, name))) changes.push_back("removed " + name);
  }
}

/// Makes multi-user.target start the gettys, and them the one that is wanted.
void start(PatchContext& context, std::string_view unit, PatchChanges& changes) {
  RootFilesystem& root = context.root;
  for (const std::string_view name : {std::string_view("getty.target"), unit}) {
    if (unmask_unit(root, name)) changes.push_back("unmasked " + std::string(name));
  }
  const std::optional<std::string> target = find_unit(root, "getty.target");
  if (target && !is_unit_enabled(root, "getty.target")) {
    const std::string link = unit_path(kLocalUnits, "multi-user.target.wants/getty.target");
    if (put_symlink(root.tree, link, *target, context.time)) {
      changes.emplace_back("enabled getty.target");
    }
  }
  const std::optional<std::string> file = find_unit(root, unit);
  if (!file || is_unit_enabled(root, unit)) return;
  const std::string link = unit_path(unit_path(kLocalUnits, "getty.target.wants"), unit);
  if (put_symlink(root.tree, link, *file, context.time)) {
    changes.push_back("enabled " + std::string(unit));
  }
}

/// What logs a user in, or nothing. --keep-baud as in systemd's units; `-` is standard input.
std::optional<std::string> login_command(const RootFilesystem& root,
                                         const std::optional<Getty>& getty,
                                         const std::string& user) {
  if (getty && !getty->is_busybox) {
    return getty->path + " --autologin " + user + " --keep-baud 115200,57600,38400,9600 - $TERM";
  }
  if (const auto login = system_program(root, "login")) return *login + " -f " + user;
  if (user == "root" && is_program(root, "/bin/sh")) return "/bin/sh -l";
  return std::nullopt;
}

void log_in(PatchContext& context, std::string_view unit, const std::string& command,
            PatchChanges& changes) {
  const std::string file = unit_path(kLocalUnits, unit) + ".d/oci2boot.conf";
  const std::string line = unit == kContainerGetty ? "console" : context.plan.console;
  // An empty assignment clears the list (systemd.service(5)). Units before systemd 246 name the
  // line to agetty and do not open it.
  const std::string text = "[Service]\nExecStart=\nExecStart=-" + command +
                           "\nStandardInput=tty\nStandardOutput=tty\nTTYPath=/dev/" + line + "\n";
  if (put_text(context.root, file, text, context.time)) {
    changes.push_back("logged in without a question by " + std::string(unit));
  }
}

}  // namespace

PatchChanges patch_systemd_console(PatchContext& context) {
  PatchChanges changes;
  const BootPlan& plan = context.plan;
  if (plan.system != "systemd" || plan.console.empty()) return changes;
  RootFilesystem& root = context.root;
  const std::string serial = "serial-getty@" + plan.console + ".service";
  const bool has_devices = find_unit(root, "systemd-udevd.service").has_value();
  const std::string unit = has_devices ? serial : std::string(kContainerGetty);
  const std::string other = has_devices ? std::string(kContainerGetty) : serial;
  remove_other_gettys(context, unit, changes);
  // The generator starts the serial one wherever it can.
  if ((!has_devices || is_unit_enabled(root, other)) && mask_unit(root, other, context.time)) {
    changes.push_back("masked " + other);
  }
  if (is_unit_enabled(root, kStaticGettys) && mask_unit(root, kStaticGettys, context.time)) {
    changes.push_back("masked " + std::string(kStaticGettys));
  }

  const std::optional<Getty> getty = find_getty(root);
  const std::optional<std::string> user = console_user(plan.identity);
  const auto command = user ? login_command(root, getty, *user) : std::nullopt;
  if (!command && (!getty || getty->is_busybox)) {
    if (mask_unit(root, unit, context.time)) {
      changes.push_back("masked " + unit + ": the image has no agetty");
    }
    return changes;
  }
  start(context, unit, changes);
  if (command) log_in(context, unit, *command, changes);
  return changes;
}

}  // namespace oci2boot
