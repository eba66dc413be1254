// SPDX-License-Identifier: Apache-2.0
// A tree with systemd in it as Debian's packages lay it out.
#pragma once

#include "tests/boot/tree_builder.h"

namespace oci2boot {

/// The program, its targets, and the units of udev, logind, D-Bus and the gettys, enabled as
/// packages do it.
inline void add_systemd(TreeBuilder& tree) {
  const std::string units = "/usr/lib/systemd/system/";
  tree.program("/usr/lib/systemd/systemd").program("/usr/lib/systemd/systemd-udevd");
  tree.program("/usr/sbin/agetty").program("/usr/bin/systemctl").program("/usr/bin/dbus-daemon");
  tree.symlink("/lib", "usr/lib").symlink("/sbin", "usr/sbin").symlink("/bin", "usr/bin");
  tree.symlink("/usr/sbin/init", "/lib/systemd/systemd");
  for (const char* unit :
       {"sysinit.target", "basic.target", "multi-user.target", "graphical.target", "getty.target",
        "serial-getty@.service", "getty@.service", "console-getty.service", "systemd-udevd.service",
        "systemd-logind.service", "systemd-networkd.service",
        "systemd-networkd-wait-online.service", "systemd-modules-load.service"}) {
    tree.file(units + unit, "[Unit]\n");
  }
  tree.symlink(units + "default.target", "graphical.target");
  tree.symlink(units + "sysinit.target.wants/systemd-udevd.service", "../systemd-udevd.service");
  tree.symlink(units + "sysinit.target.wants/systemd-modules-load.service",
               "../systemd-modules-load.service");
  tree.symlink(units + "multi-user.target.wants/systemd-logind.service",
               "../systemd-logind.service");
  tree.symlink(units + "multi-user.target.wants/getty.target", "../getty.target");
}

/// As `systemctl enable` does it.
inline void enable_unit(TreeBuilder& tree, const std::string& unit,
                        const std::string& target = "multi-user.target") {
  tree.symlink("/etc/systemd/system/" + target + ".wants/" + unit,
               "/usr/lib/systemd/system/" + unit);
}

/// As `systemctl mask` does it.
inline void mask_unit(TreeBuilder& tree, const std::string& unit) {
  tree.symlink("/etc/systemd/system/" + unit, "/dev/null");
}

}  // namespace oci2boot
