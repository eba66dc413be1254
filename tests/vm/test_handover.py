# SPDX-License-Identifier: Apache-2.0
"""What PID 1 does for a system that takes over, and for one that only believes it has."""

import unittest

from tests.support import images
from tests.support.guest import Guest, run
from tests.support.program import TestCase

INITTAB = "::sysinit:/bin/sh /etc/rc\n::shutdown:/bin/echo shutting down in order\n"


class BusyboxInitTest(TestCase):
    """BusyBox's init, with a script that prints what a test wants to see."""

    def boot(self, rc, *options, output="initrd"):
        root = images.busybox_root(self.folder / "root")
        (root / "sbin").mkdir()
        (root / "sbin/init").symlink_to("../bin/busybox")
        (root / "etc/inittab").write_text(INITTAB)
        (root / "etc/rc").write_text(rc)
        (self.folder / "root.tar").write_bytes(images.tar_of(root))
        self.convert("rootfs:root.tar", "-o", output, "--init", "/sbin/init")
        return Guest(self.folder / f"{output}.sh", *options)

    def assert_power_button_stops(self, output):
        with self.boot("ps; echo up\n", output=output) as guest:
            guest.expect(r"\{oci2boot: power\}")
            guest.expect("^up$")
            guest.press_power_button()
            guest.expect("^shutting down in order$")
            guest.wait()

    def test_the_power_button_runs_the_images_own_poweroff(self):
        self.assert_power_button_stops("initrd")

    def test_the_power_button_is_heard_behind_a_stage_1_too(self):
        self.assert_power_button_stops("vm.img")

    def test_a_lease_is_there_before_the_system_and_nobody_stays_with_it(self):
        rc = ("ip -4 addr show eth0 | grep -o 'inet [^ ]*'; cat /etc/resolv.conf; "
              "ps | grep -c 'oci2boot: dhc[p]'; echo up; poweroff\n")
        with self.boot(rc, "--append", "oci2boot.network=dhcp") as guest:
            guest.expect("^inet 10.0.2.15/24\nnameserver 10.0.2.3\n0\nup$")
            guest.wait()


class PidNamespaceTest(TestCase):
    """s6-overlay's /init must be process 1 and does not want to be a machine's."""

    def boot(self, init, *options):
        root = images.busybox_root(self.folder / "root")
        (root / "init").write_text("#!/bin/sh\n" + init)
        (root / "init").chmod(0o755)
        (root / "package/admin/s6-overlay").mkdir(parents=True)
        images.oci_layout(self.folder / "image", root, entrypoint="/init")
        self.convert("oci:image", "-o", "initrd", *options)
        return self.folder / "initrd.sh"

    def test_it_is_process_1_of_its_own_and_its_status_is_told(self):
        script = self.boot("echo $$ $(ls -d /proc/[0-9]* | wc -l); readlink /proc/self; exit 7\n")
        status, output = run(script)
        self.assertEqual(status, 7, output)
        self.assertRegex(output, r"\A1 \d\n\d+\noci2boot: /init exited with status 7\n\Z")

    def test_it_has_the_terminal_and_is_told_to_stop(self):
        script = self.boot('trap "echo stopping; exit 0" TERM; tty; echo up; sleep 1000 & wait\n')
        with Guest(script) as guest:
            guest.expect("^/dev/ttyS0$")
            guest.expect("^up$")
            guest.press_power_button()
            guest.expect("^stopping$")
            self.assertEqual(guest.wait(), 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
