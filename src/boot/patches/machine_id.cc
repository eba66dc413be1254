// SPDX-License-Identifier: Apache-2.0
// machine-id(5): an image for many machines has an empty /etc/machine-id, or none, and the first
// boot makes one. systemd takes an absent file and "uninitialized" for a first boot, at which it
// would ask on the console for locale, time zone and a password (systemd-firstboot(1)) and undo
// what the image has enabled and disabled (its presets): there it becomes an empty one too. Other
// systems have no such thing, and what is absent stays so. D-Bus's own copy must go with it, or
// systemd-machine-id-setup(1) would bring the old ID back from there.
#include "src/boot/patches/patches.h"
#include "src/boot/tree_edit.h"

namespace oci2boot {

PatchChanges patch_machine_id(PatchContext& context) {
  constexpr std::string_view kSystem = "/etc/machine-id";
  constexpr std::string_view kDbus = "/var/lib/dbus/machine-id";
  PatchChanges changes;
  if (is_too_large(context.root, kSystem)) return changes;  // no machine ID at all
  const std::optional<std::string> system = file_text(context.root, kSystem);
  const bool is_systemd = context.plan.system == "systemd";
  const bool is_first_boot = !system || system->starts_with("uninitialized");
  if ((is_systemd || !is_first_boot) && put_text(context.root, kSystem, "", context.time)) {
    changes.emplace_back(system ? "emptied /etc/machine-id" : "made an empty /etc/machine-id");
  }
  const std::optional<std::string> dbus = file_text(context.root, kDbus);
  if (!dbus || dbus->empty()) return changes;
  if (system) {
    put_symlink(context.root.tree, kDbus, kSystem, context.time);
    changes.emplace_back("linked /var/lib/dbus/machine-id to /etc/machine-id");
  } else {
    remove_file(context.root.tree, kDbus);
    changes.emplace_back("removed /var/lib/dbus/machine-id");
  }
  return changes;
}

}  // namespace oci2boot
