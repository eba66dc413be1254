// SPDX-License-Identifier: Apache-2.0
#include "src/boot/systems/openrc.h"

#include <set>

#include "src/boot/systems/busybox.h"
#include "src/boot/systems/inittab.h"
#include "src/boot/systems/program_text.h"
#include "src/boot/systems/programs.h"
#include "src/boot/systems/service.h"
#include "src/boot/systems/sysvinit.h"
#include "src/boot/tree_edit.h"

namespace oci2boot {

namespace {

/// openrc itself, its old name rc, or a script that runs it, as Debian's /etc/init.d/rcS.
bool is_openrc(const RootFilesystem& root, std::string_view program) {
  for (const std::string_view path : {"/sbin/openrc", "/usr/sbin/openrc", "/usr/bin/openrc"}) {
    if (is_same_file(root, program, path)) return true;
  }
  return program_mentions(root, program, "/sbin/openrc");
}

/// Each program is looked at once, and no more of them than any machine has: an inittab that means
/// harm names very many, and large ones.
bool inittab_runs_openrc(const RootFilesystem& root) {
  constexpr std::size_t kMostPrograms = 64;
  const std::optional<std::string> text = file_text(root, kInittab);
  if (!text) return false;
  std::set<InodeId> seen;
  for (const std::string_view program : bring_up_programs(*text)) {
    const std::optional<InodeId> file = root.tree.lookup(program);
    if (!file || !seen.insert(*file).second) continue;
    if (is_openrc(root, program)) return true;
    if (seen.size() == kMostPrograms) return false;
  }
  return false;
}

}  // namespace

std::optional<FoundSystem> find_openrc(const RootFilesystem& root, std::string& why_not) {
  if (!system_program(root, "openrc")) return std::nullopt;
  if (const auto init = init_path(root, runs_openrc)) {
    if (is_openrc_init(root, *init)) return FoundSystem{*init, "OpenRC is in the image"};
    why_not = inittab_damage(root);
    if (!why_not.empty()) return std::nullopt;
    const std::string_view below = is_busybox_init(root, *init) ? "BusyBox's init" : "sysvinit";
    return FoundSystem{*init, "OpenRC is in the image, below " + std::string(below)};
  }
  if (const auto init = system_program(root, "openrc-init")) {
    return FoundSystem{*init, "OpenRC is in the image"};
  }
  why_not = "it has OpenRC, but no init that runs it";
  return std::nullopt;
}

bool runs_openrc(const RootFilesystem& root, std::string_view init) {
  if (is_openrc_init(root, init)) return true;
  return (is_busybox_init(root, init) || is_sysvinit(root, init)) && inittab_runs_openrc(root);
}

bool is_openrc_init(const RootFilesystem& root, std::string_view init) {
  return program_mentions(root, init, "OpenRC init version");
}

std::vector<std::string> openrc_power_off(const RootFilesystem& root) {
  if (is_service_enabled(root, "openrc", "acpid")) return {};
  std::string why_not;
  const std::optional<FoundSystem> found = find_openrc(root, why_not);
  if (!found) return {};
  if (is_busybox_init(root, found->init)) return busybox_power_off(root);
  if (is_sysvinit(root, found->init)) return sysvinit_power_off(root);
  const std::optional<std::string> shutdown = system_program(root, "openrc-shutdown");
  if (!shutdown) return {};
  return {*shutdown, "-p", "now"};
}

}  // namespace oci2boot
