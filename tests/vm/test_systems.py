# SPDX-License-Identifier: Apache-2.0
"""Images that need nothing but this machine's own tools: busybox as the init of a system, and a
static server. Debian's systems have a suite of their own, test_debian_systems.py."""

import json
import subprocess

from tests.support import images, static_server
from tests.support.ext4_judge import Disk, fsck_complaints
from tests.support.program import TestCase
from tests.support.system_guest import SystemGuest, fetch, free_port
from tests.vm.systems_table import recorded

OUTPUTS = {"initramfs": "initrd", "disk": "vm.qcow2"}


class SystemTest(TestCase):
    """Boots an image from each kind of output."""

    def boots(self, image, title, system, check, *arguments):
        """From each kind of output: the image comes up under its init system (where that is "",
        as a program), check(guest, row) finds all as it should be and puts what it has seen into
        the row of the table, and the machine powers off as it should. A system does so from inside
        where its root is in memory; else it is told by the power button."""
        for output, name in OUTPUTS.items():
            with self.subTest(output), recorded(title, output, system or "program") as row:
                self.convert(image, "-o", name, "--hostname", "box", *arguments)
                made = json.loads((self.folder / f"{name}.json").read_text())
                self.assertEqual(made["boot"]["system"] or "", system)
                with SystemGuest(self.folder / f"{name}.sh") as guest:
                    row.userspace = guest.expect_userspace()
                    check(guest, row)
                    row.ready = guest.ready
                    if system and output != "disk":
                        guest.type("poweroff")
                    else:
                        guest.press_power_button()
                    self.assert_off(guest)
                if output == "disk":
                    self.assert_sound(self.folder / name)

    def assert_off(self, guest):
        """It has been told to power off, and does: the kernel says so."""
        self.assertEqual(guest.wait(), 0, guest.seen)
        self.assertRegex(guest.seen, "reboot: (Power down|System halted)")
        self.assertNotRegex(guest.seen, "Kernel panic")

    def assert_sound(self, path):
        """Its guest has left a file system that needs no recovery."""
        with Disk(path) as disk:
            self.assertEqual(fsck_complaints(disk.raw), [])
        subprocess.run(["qemu-img", "check", "-q", path], check=True)

    def assert_network(self, guest):
        self.assertIn(" 10.0.2.15/24 ", guest.run("ip -4 -o addr show dev eth0"))
        self.assertIn("default via 10.0.2.2 ", guest.run("ip route"))
        self.assertIn("nameserver 10.0.2.3", guest.run("cat /etc/resolv.conf"))

    def assert_one_getty(self, guest):
        """It was the console's, and gave way to the shell that we talk to; none waits on a terminal
        that nobody sees."""
        self.assertEqual(guest.run("tty"), "/dev/ttyS0")
        waiting = guest.run("for p in /proc/[0-9]*; do tr '\\0' ' ' <$p/cmdline; echo; done "
                            "2>/dev/null | grep -E 'getty|askfirst'")
        self.assertNotRegex(waiting, r"\btty\d")
        self.assertNotRegex(guest.said(), r"respawning too fast|can't open /dev/tty")


class BusyboxInitTest(SystemTest):
    INITTAB = ("::sysinit:/etc/rc\n"
               "tty1::respawn:/bin/getty 38400 tty1\n"
               "tty2::askfirst:/bin/sh\n"
               "::ctrlaltdel:/bin/reboot\n"
               "::shutdown:/bin/echo SHUTTING DOWN\n")
    # Its password is "boots"; openssl passwd -6 -salt oci2boot.
    SHADOW = ("root:$6$oci2boot$8ya.KO3I8TgMCmea/FZTkmlgoMOHYpcRcIfii9Jrb.EpffXBN4oMJY5pkoO.XefxPM4"
              "eTDnHUnHPEKBLDgVU10:19675:0:99999:7:::\n")

    def image(self):
        root = images.busybox_root(self.folder / "root")
        (root / "sbin").mkdir()
        (root / "sbin/init").symlink_to("/bin/busybox")
        (root / "root").mkdir()
        (root / "etc/inittab").write_text(self.INITTAB)
        (root / "etc/rc").write_text("#!/bin/sh\necho SYSINIT\n")
        (root / "etc/rc").chmod(0o755)
        (root / "etc/shadow").write_text(self.SHADOW)
        return f"oci:{images.oci_layout(self.folder / 'image', root, cmd='/bin/sh')}"

    def test_busybox_init_boots_and_powers_off(self):
        def check(guest, row):
            guest.expect("SYSINIT")
            guest.log_in(password="boots")
            row.printed = guest.run("cat /proc/1/comm; hostname")
            self.assertEqual(row.printed, "init\nbox")
            self.assert_network(guest)
            self.assert_one_getty(guest)
            self.assertEqual(guest.run("echo kept >/root/kept; cat /root/kept"), "kept")

        self.boots(self.image(), "busybox", "busybox", check)


class StaticServerTest(SystemTest):
    def test_a_static_server_answers_until_the_power_button_is_pressed(self):
        port = free_port()

        def check(guest, row):
            row.printed = guest.expect_ready(static_server.UP).group()
            self.assertEqual(fetch(port), "hello\n")

        image = f"oci:{static_server.static_server_layout(self.folder)}"
        self.boots(image, "static server, uid 65532", "", check, "-p",
                   f"127.0.0.1:{port}:8080")
