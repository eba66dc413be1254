// SPDX-License-Identifier: Apache-2.0
// OpenRC in a container image is told that it runs in one, and has runlevels that a package manager
// without a machine left empty. Here it gets what Alpine's installer (setup-disk, alpine-conf) and
// OpenRC's own defaults give a machine:
//  - no rc_sys in rc.conf, by which services with "keyword -docker" and the like are left out;
//  - no state of an earlier start under /run/openrc: what is "started" there is not started again;
//  - services of the boot, where the runlevels sysinit and boot have none;
//  - no wait for a network service where PID 1 has brought up the network before.
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "src/boot/patches/patches.h"
#include "src/boot/systems/inittab.h"
#include "src/boot/text_lines.h"
#include "src/boot/tree_edit.h"

namespace oci2boot {

namespace {

constexpr std::string_view kConfiguration = "/etc/rc.conf";
constexpr std::string_view kReplaced = "# not in this machine: ";
constexpr std::string_view kNoNetwork =
    "# The network is up before OpenRC starts: no service need wait for one.\n"
    "rc_need=\"${rc_need:+$rc_need }!net\"\n";

struct Service {
  std::string_view level;
  std::string_view name;
};

// Not hwclock: the kernel reads QEMU's clock itself. Not networking: see the patch `network`.
constexpr std::array<Service, 15> kServices = {{
    {"sysinit", "devfs"},
    {"sysinit", "dmesg"},
    {"sysinit", "mdev"},
    {"sysinit", "hwdrivers"},
    {"sysinit", "cgroups"},
    {"boot", "bootmisc"},
    {"boot", "hostname"},
    {"boot", "localmount"},
    {"boot", "modules"},
    {"boot", "seedrng"},
    {"boot", "sysctl"},
    {"boot", "syslog"},
    {"shutdown", "killprocs"},
    {"shutdown", "mount-ro"},
    {"shutdown", "savecache"},
}};

/// Whether a line sets rc_sys to anything at all.
bool sets_system(std::string_view line) {
  constexpr std::string_view kName = "rc_sys=";
  const std::size_t start = line.find_first_not_of(" \t");
  if (start == std::string_view::npos || !line.substr(start).starts_with(kName)) return false;
  const std::string_view value = line.substr(start + kName.size());
  return value.find_first_not_of("\"' \t\r") != std::string_view::npos;
}

void edit_configuration(PatchContext& context, PatchChanges& changes) {
  const bool is_there = context.root.tree.lookup_no_follow(kConfiguration).has_value();
  const std::optional<std::string> old =
      is_there ? file_text(context.root, kConfiguration) : std::string();
  if (!old) return;
  std::string text;
  bool names_container = false;
  for (const std::string_view line : text_lines(*old)) {
    if (sets_system(line)) {
      text += kReplaced;
      names_container = true;
    }
    text.append(line).push_back('\n');
  }
  PatchChanges here;
  if (names_container) {
    here.emplace_back("disabled rc_sys, which names a container, in /etc/rc.conf");
  }
  const bool has_network = context.plan.network.kind != NetworkKind::none;
  if (has_network && text.find(kNoNetwork) == std::string::npos) {
    text += kNoNetwork;
    here.emplace_back("let no service of OpenRC wait for a network, which is up before");
  }
  if (here.empty() || !put_text(context.root, kConfiguration, text, context.time)) return;
  changes.insert(changes.end(), here.begin(), here.end());
}

std::size_t service_count(const FileTree& tree, std::string_view level) {
  const std::optional<InodeId> folder = tree.lookup("/etc/runlevels/" + std::string(level));
  return folder ? tree.child_count(*folder) : 0;
}

void remove_state(PatchContext& context, PatchChanges& changes) {
  FileTree& tree = context.root.tree;
  const std::optional<InodeId> run = tree.lookup("/run");
  if (run && tree.remove(*run, "openrc")) changes.emplace_back("removed /run/openrc");
}

void fill_runlevels(PatchContext& context, PatchChanges& changes) {
  FileTree& tree = context.root.tree;
  if (service_count(tree, "sysinit") + service_count(tree, "boot") != 0) return;
  std::string added;
  for (const Service& service : kServices) {
    const std::string script = "/etc/init.d/" + std::string(service.name);
    if (!tree.lookup(script)) continue;
    const std::string link =
        std::string("/etc/runlevels/").append(service.level) + "/" + std::string(service.name);
    if (!put_symlink(tree, link, script, context.time)) continue;
    added.append(added.empty() ? "" : ", ").append(service.name);
  }
  if (!added.empty()) changes.push_back("enabled the services " + added);
}

}  // namespace

PatchChanges patch_openrc_services(PatchContext& context) {
  PatchChanges changes;
  if (context.plan.system != "openrc") return changes;
  edit_configuration(context, changes);
  remove_state(context, changes);
  fill_runlevels(context, changes);
  return changes;
}

}  // namespace oci2boot
