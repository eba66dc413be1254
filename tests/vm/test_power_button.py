# SPDX-License-Identifier: Apache-2.0
"""A host that presses the power button of a container's machine."""

import os
import pathlib
import shutil
import unittest

from tests.support import images
from tests.support.guest import Guest
from tests.support.program import CORPUS, TestCase, needs_corpus

# A shell waits for its child before it looks at a signal; `wait` it leaves at once.
SERVER = 'trap "echo stopping; exit {status}" {signal}; echo up; sleep 1000 & wait'


class PowerButtonTest(TestCase):
    @classmethod
    def setUpClass(cls):
        cls.image = images.busybox_layout(cls.shared_folder() / "image")

    def boot(self, script, output="initrd", *options):
        self.convert(f"oci:{self.image}", "-o", output, *options, "--", "sh", "-c", script)
        return Guest(self.folder / f"{output}.sh")

    def test_the_program_gets_its_stop_signal(self):
        with self.boot(SERVER.format(signal="TERM", status=0)) as guest:
            guest.expect("^up$")
            guest.press_power_button()
            guest.expect("^stopping$")
            self.assertEqual(guest.wait(), 0)

    def test_the_machine_keeps_the_status_of_a_program_that_exits(self):
        with self.boot(SERVER.format(signal="TERM", status=7)) as guest:
            guest.expect("^up$")
            guest.press_power_button()
            self.assertEqual(guest.wait(), 7)

    def test_a_disk_is_clean_afterwards(self):
        with self.boot("echo up; exec sleep 1000", "vm.img") as guest:
            guest.expect("^up$")
            guest.press_power_button()
            self.assertEqual(guest.wait(), 0)

    def test_a_program_that_does_not_care_is_killed(self):
        script = 'trap "" TERM HUP; echo up; while :; do sleep 1000; done'
        with self.boot(script) as guest:
            guest.expect("^up$")
            guest.press_power_button()
            guest.expect("the program has not ended after signal 1: killed it")
            self.assertEqual(guest.wait(), 0)


def has_arm64():
    store = pathlib.Path(os.environ.get("OCI2BOOT_KERNELS", "/nonexistent"))
    return any(store.glob("*_arm64/boot/vmlinuz*")) and shutil.which("qemu-system-aarch64")


@needs_corpus
@unittest.skipUnless(has_arm64(), "no kernel for arm64, or no qemu-system-aarch64")
class Arm64Test(TestCase):
    def test_a_machine_with_a_device_tree_has_a_button_too(self):
        image = f"rootfs:{CORPUS}/rootfs/alpine-minirootfs-3.20.3-aarch64.tar.gz"
        self.convert(image, "--platform", "linux/arm64", "-o", "initrd", "--", "sh", "-c",
                     SERVER.format(signal="TERM", status=5))
        with Guest(self.folder / "initrd.sh") as guest:
            guest.expect("^up$")
            guest.press_power_button()
            guest.expect("^stopping$")
            self.assertEqual(guest.wait(), 5)


if __name__ == "__main__":
    unittest.main(verbosity=2)
