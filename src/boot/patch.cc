// SPDX-License-Identifier: Apache-2.0
#include "src/boot/patch.h"

#include <algorithm>
#include <array>

#include "oci2boot/error.h"
#include "src/boot/patches/patches.h"

namespace oci2boot {

namespace {

constexpr auto kPatches = std::to_array<Patch>({
    {"dev", patch_dev},
    {"mount-points", patch_mount_points},
    {"volumes", patch_volumes},
    {"mtab", patch_mtab},
    {"fstab", patch_fstab},
    {"hostname", patch_hostname},
    {"hosts", patch_hosts},
    {"resolv-conf", patch_resolv_conf},
    {"docker-leftovers", patch_docker_leftovers},
    {"machine-id", patch_machine_id},
    {"identity", patch_identity},
    {"securetty", patch_securetty},
    {"timezone", patch_timezone},
    {"systemd-units", patch_systemd_units},
    {"systemd-console", patch_systemd_console},
    {"network", patch_network},
    {"inittab", patch_inittab},
    {"openrc-services", patch_openrc_services},
    {"openrc-console", patch_openrc_console},
    {"runit-console", patch_runit_console},
    {"s6-console", patch_s6_console},
    {"modules", patch_modules},
    {"init", patch_init},
});

std::string known_names() {
  std::string names;
  for (const Patch& patch : kPatches) names.append(patch.name).append(", ");
  return names + "all";
}

void check_name(const std::string& name) {
  const bool known = name == "all" || std::any_of(kPatches.begin(), kPatches.end(),
                                                  [&](const Patch& p) { return p.name == name; });
  if (known) return;
  throw Error(ErrorCode::usage,
              "--no-patch " + name + ": no such patch; there are " + known_names());
}

}  // namespace

std::vector<Patch> select_patches(std::span<const std::string> disabled, RootKind root) {
  std::for_each(disabled.begin(), disabled.end(), check_name);
  std::vector<Patch> selected;
  for (const Patch& patch : kPatches) {
    const bool is_off = std::any_of(disabled.begin(), disabled.end(), [&](const auto& name) {
      return name == "all" || name == patch.name;
    });
    const bool fits = root == RootKind::memory || patch.apply != patch_init;
    if (!is_off && fits) selected.push_back(patch);
  }
  return selected;
}

std::vector<AppliedPatch> apply_patches(std::span<const Patch> patches, PatchContext& context) {
  std::vector<AppliedPatch> applied;
  for (const Patch& patch : patches) {
    PatchChanges changes = patch.apply(context);
    if (!changes.empty()) applied.push_back({patch.name, std::move(changes)});
  }
  return applied;
}

}  // namespace oci2boot
