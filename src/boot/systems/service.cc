// SPDX-License-Identifier: Apache-2.0
#include "src/boot/systems/service.h"

#include <string>

#include "src/boot/systems/systemd_units.h"
#include "src/boot/tree_edit.h"

namespace oci2boot {

namespace {

/// "S01networking" and "S20-networking" for "networking".
bool is_start_link(std::string_view name, std::string_view service) {
  constexpr std::string_view kDigits = "0123456789";
  if (!name.starts_with('S')) return false;
  const std::size_t start = name.find_first_not_of(kDigits, 1);
  return start != 1 && start != std::string_view::npos && name.substr(start) == service;
}

bool is_enabled_by_runlevel(const RootFilesystem& root, std::string_view service) {
  // Debian's default is 2, of other families 3; rcS is the boot itself.
  for (const std::string_view folder : {"/etc/rcS.d", "/etc/rc2.d", "/etc/rc3.d"}) {
    for (const FileTree::Child& child : folder_entries(root.tree, folder)) {
      if (!is_start_link(child.name, service)) continue;
      if (root.tree.lookup(std::string(folder) + "/" + std::string(child.name))) return true;
    }
  }
  return false;
}

bool is_enabled_by_openrc(const RootFilesystem& root, std::string_view service) {
  for (const std::string_view level : {"sysinit", "boot", "default"}) {
    const std::string path = "/etc/runlevels/" + std::string(level) + "/" + std::string(service);
    if (root.tree.lookup(path)) return true;
  }
  return false;
}

bool is_enabled_by_runit(const RootFilesystem& root, std::string_view service) {
  for (const std::string_view folder :
       {"/etc/service/", "/var/service/", "/etc/runit/runsvdir/default/"}) {
    if (root.tree.lookup(std::string(folder).append(service).append("/run"))) return true;
  }
  return false;
}

}  // namespace

bool is_service_enabled(const RootFilesystem& root, std::string_view system,
                        std::string_view service) {
  if (system == "systemd") return is_unit_enabled(root, std::string(service) + ".service");
  if (system == "openrc") return is_enabled_by_openrc(root, service);
  if (system == "sysvinit") return is_enabled_by_runlevel(root, service);
  // runit's first stage runs the scripts of rcS.d in Debian.
  if (system == "runit") {
    return is_enabled_by_runit(root, service) || is_enabled_by_runlevel(root, service);
  }
  return false;
}

}  // namespace oci2boot
