// SPDX-License-Identifier: Apache-2.0
// Images that run systemd in a container have it without what a container does not let it do: the
// Dockerfiles that are copied everywhere remove the links that start udev, logind and the gettys,
// and mask them. A machine needs them: without udev no device unit ever appears, and systemd waits
// for each.
#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "src/boot/patches/patches.h"
#include "src/boot/systems/systemd_units.h"
#include "src/boot/text_lines.h"
#include "src/boot/tree_edit.h"

namespace oci2boot {

namespace {

/// A unit that systemd (or D-Bus) brings, and the target that starts it in each release.
struct Wish {
  std::string_view target;
  std::string_view unit;
};

/// Those of systemd's units/meson.build without which a machine has no devices, log, sessions or
/// settings. What is a matter of taste is not here.
constexpr std::array<Wish, 23> kWishes = {{
    {"sysinit.target", "systemd-udevd.service"},
    {"sysinit.target", "systemd-udev-trigger.service"},
    {"sysinit.target", "systemd-journald.service"},
    {"sysinit.target", "systemd-journal-flush.service"},
    {"sysinit.target", "systemd-tmpfiles-setup-dev-early.service"},
    {"sysinit.target", "systemd-tmpfiles-setup-dev.service"},
    {"sysinit.target", "systemd-tmpfiles-setup.service"},
    {"sysinit.target", "kmod-static-nodes.service"},
    {"sysinit.target", "systemd-modules-load.service"},
    {"sysinit.target", "systemd-sysctl.service"},
    {"sysinit.target", "systemd-random-seed.service"},
    {"sysinit.target", "systemd-update-utmp.service"},
    {"sysinit.target", "systemd-machine-id-commit.service"},
    {"sysinit.target", "dev-hugepages.mount"},
    {"sysinit.target", "dev-mqueue.mount"},
    {"sockets.target", "systemd-udevd-control.socket"},
    {"sockets.target", "systemd-udevd-kernel.socket"},
    {"sockets.target", "systemd-journald.socket"},
    {"sockets.target", "systemd-journald-dev-log.socket"},
    {"sockets.target", "dbus.socket"},
    {"timers.target", "systemd-tmpfiles-clean.timer"},
    {"multi-user.target", "systemd-logind.service"},
    {"multi-user.target", "systemd-user-sessions.service"},
}};

/// Masked in many images beside those above.
constexpr std::array<std::string_view, 6> kMasked = {
    "sys-kernel-config.mount",       "sys-kernel-debug.mount", "sys-kernel-tracing.mount",
    "sys-fs-fuse-connections.mount", "dbus.service",           "systemd-udev-settle.service"};

constexpr std::uint64_t kListLimit = 1U << 16;

/// Whether a text of lines has one that is neither empty nor a comment.
bool has_entry(std::string_view text) {
  for (const std::string_view line : text_lines(text)) {
    const std::size_t start = line.find_first_not_of(" \t\r");
    if (start != std::string_view::npos && line[start] != '#' && line[start] != ';') return true;
  }
  return false;
}

void unmask_units(PatchContext& context, PatchChanges& changes) {
  const auto unmask = [&](std::string_view unit) {
    if (unmask_unit(context.root, unit)) changes.push_back("unmasked " + std::string(unit));
  };
  for (const Wish& wish : kWishes) unmask(wish.unit);
  for (const std::string_view unit : kMasked) unmask(unit);
}

void restore_wishes(PatchContext& context, PatchChanges& changes) {
  const std::optional<std::string> vendor = vendor_units(context.root);
  if (!vendor) return;
  std::string restored;
  for (const auto& [target, unit] : kWishes) {
    const std::string name(unit);
    if (!find_unit(context.root, unit) || is_unit_enabled(context.root, unit)) continue;
    const std::string link = unit_path(*vendor, std::string(target) + ".wants/" + name);
    if (!put_symlink(context.root.tree, link, "../" + name, context.time)) continue;
    restored += (restored.empty() ? "" : ", ") + name;
  }
  if (!restored.empty()) changes.push_back("started again with the system: " + restored);
}

/// Whether the machine would go down again at once, or come up for repair only
/// (systemd.special(7)).
bool is_no_default(std::string_view target) {
  constexpr std::array<std::string_view, 9> kTargets = {
      "poweroff.target", "reboot.target", "halt.target",      "kexec.target",  "exit.target",
      "shutdown.target", "rescue.target", "emergency.target", "sysinit.target"};
  const std::string_view name = target.substr(target.rfind('/') + 1);
  return std::find(kTargets.begin(), kTargets.end(), name) != kTargets.end();
}

void mend_default_target(PatchContext& context, PatchChanges& changes) {
  constexpr std::string_view kDefault = "default.target";
  const FileTree& tree = context.root.tree;
  const std::optional<std::string> vendor = vendor_units(context.root);
  if (!vendor) return;
  if (const std::optional<std::string> path = find_unit(context.root, kDefault)) {
    const InodeId inode = *tree.lookup_no_follow(*path);
    if (tree.type(inode) != FileType::symlink || !is_no_default(tree.symlink_target(inode))) return;
  }
  const std::string link = unit_path(kLocalUnits, kDefault);
  if (put_symlink(context.root.tree, link, *vendor + "/multi-user.target", context.time)) {
    changes.emplace_back("made multi-user.target the default target");
  }
}

/// Whether one of the files of modules-load.d(5) lists a module.
bool lists_modules(const RootFilesystem& root) {
  for (const std::string_view folder :
       {"/etc/modules-load.d", "/usr/lib/modules-load.d", "/lib/modules-load.d"}) {
    for (const FileTree::Child& child : folder_entries(root.tree, folder)) {
      const std::optional<InodeId> file = root.tree.lookup(unit_path(folder, child.name));
      if (!file || root.tree.type(*file) != FileType::regular) continue;
      if (root.tree.size(*file) > kListLimit) return true;
      if (has_entry(read_file(root, *file, kListLimit))) return true;
    }
  }
  return false;
}

/// An initramfs has no modules but those that PID 1 has loaded; nor has a disk with the needed ones
/// alone. The service fails for each that is listed and not there.
void skip_missing_modules(PatchContext& context, PatchChanges& changes) {
  constexpr std::string_view kUnit = "systemd-modules-load.service";
  constexpr std::string_view kCondition = "[Unit]\nConditionPathExists=/lib/modules/%v\n";
  if (context.all_modules != nullptr || !lists_modules(context.root)) return;
  const std::string file = unit_path(kLocalUnits, kUnit) + ".d/oci2boot.conf";
  if (put_text(context.root, file, kCondition, context.time)) {
    changes.push_back("let " + std::string(kUnit) + " pass where the kernel has no modules");
  }
}

}  // namespace

PatchChanges patch_systemd_units(PatchContext& context) {
  PatchChanges changes;
  if (context.plan.system != "systemd") return changes;
  unmask_units(context, changes);
  restore_wishes(context, changes);
  mend_default_target(context, changes);
  skip_missing_modules(context, changes);
  return changes;
}

}  // namespace oci2boot
