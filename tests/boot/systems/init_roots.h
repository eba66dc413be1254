// SPDX-License-Identifier: Apache-2.0
// Trees laid out as the init systems' distributions have them, with what tells their programs
// apart.
#pragma once

#include "tests/boot/tree_builder.h"

namespace oci2boot {

inline constexpr std::string_view kAlpineInittab =
    "# /etc/inittab\n"
    "\n"
    "::sysinit:/sbin/openrc sysinit\n"
    "::sysinit:/sbin/openrc boot\n"
    "::wait:/sbin/openrc default\n"
    "\n"
    "tty1::respawn:/sbin/getty 38400 tty1\n"
    "tty2::respawn:/sbin/getty 38400 tty2\n"
    "\n"
    "#ttyS0::respawn:/sbin/getty -L 115200 ttyS0 vt100\n"
    "\n"
    "::ctrlaltdel:/sbin/reboot\n"
    "::shutdown:/sbin/openrc shutdown\n";

inline constexpr std::string_view kDebianInittab =
    "id:2:initdefault:\n"
    "si::sysinit:/etc/init.d/rcS\n"
    "~~:S:wait:/sbin/sulogin --force\n"
    "l0:0:wait:/etc/init.d/rc 0\n"
    "l2:2:wait:/etc/init.d/rc 2\n"
    "z6:6:respawn:/sbin/sulogin --force\n"
    "1:2345:respawn:/sbin/getty --noclear 38400 tty1\n"
    "2:23:respawn:/sbin/getty 38400 tty2\n"
    "#T0:23:respawn:/sbin/getty -L ttyS0 9600 vt100\n";

inline void add_busybox(TreeBuilder& tree) {
  tree.file("/bin/busybox",
            "\x7f"
            "ELF BusyBox v1.36.1 multi-call",
            0755);
  for (const char* path : {"/sbin/init", "/bin/sh", "/bin/login", "/bin/umount", "/sbin/getty",
                           "/sbin/poweroff", "/sbin/reboot"}) {
    tree.symlink(path, "/bin/busybox");
  }
}

/// Alpine's image with the package openrc.
inline void add_alpine_openrc(TreeBuilder& tree) {
  add_busybox(tree);
  tree.file("/etc/inittab", kAlpineInittab);
  tree.program("/sbin/openrc").program("/sbin/openrc-run");
}

inline void add_sysvinit(TreeBuilder& tree) {
  tree.file("/sbin/init",
            "\x7f"
            "ELF /etc/inittab INIT_VERSION=sysvinit-3.06",
            0755);
  tree.file("/etc/inittab", kDebianInittab);
  tree.program("/etc/init.d/rcS").program("/etc/init.d/rc");
  tree.program("/sbin/agetty").program("/sbin/shutdown").program("/bin/login").program("/bin/sh");
}

inline void add_runit(TreeBuilder& tree) {
  tree.file("/usr/lib/runit/runit-init",
            "\x7f"
            "ELF /run/runit.stopit /sbin/runit",
            0755);
  tree.symlink("/sbin/init", "/usr/lib/runit/runit-init");
  tree.program("/etc/runit/1").program("/etc/runit/2").program("/etc/runit/3");
  tree.directory("/etc/runit/runsvdir/default");
  tree.program("/usr/bin/chpst").program("/sbin/agetty").program("/bin/login").program("/bin/sh");
}

}  // namespace oci2boot
