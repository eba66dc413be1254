// SPDX-License-Identifier: Apache-2.0
#include "src/boot/systems/busybox.h"

#include "src/boot/systems/inittab.h"
#include "src/boot/systems/program_text.h"
#include "src/boot/systems/programs.h"

namespace oci2boot {

std::optional<FoundSystem> find_busybox_init(const RootFilesystem& root, std::string& why_not) {
  const std::optional<std::string> init = init_path(root, is_busybox_init);
  if (!init) return std::nullopt;
  const bool has_inittab = root.tree.lookup_no_follow(kInittab).has_value();
  if (!has_inittab && is_program(root, "/etc/init.d/rcS")) {
    return FoundSystem{*init, "BusyBox's init and /etc/init.d/rcS are in the image"};
  }
  const std::string damage = inittab_damage(root);
  if (damage.empty()) {
    return FoundSystem{*init, "BusyBox's init and its /etc/inittab are in the image"};
  }
  why_not = has_inittab ? damage : "its init is BusyBox's, without an /etc/inittab";
  return std::nullopt;
}

bool is_busybox_init(const RootFilesystem& root, std::string_view init) {
  return is_busybox(root, init);
}

std::vector<std::string> busybox_power_off(const RootFilesystem& root) {
  if (const auto poweroff = system_program(root, "poweroff")) return {*poweroff};
  if (const auto busybox = system_program(root, "busybox")) return {*busybox, "poweroff"};
  return {};
}

}  // namespace oci2boot
