# SPDX-License-Identifier: Apache-2.0
"""Images for arm64, in an emulated machine where this one is another."""

import os
import pathlib
import shutil
import unittest

from tests.support.ext4_judge import Disk, fsck_complaints
from tests.support.guest import Guest, run
from tests.support.program import IMAGES, CORPUS, TestCase, needs_corpus
from tests.vm.test_systems import SystemTest

PROMPT = r"/ # "


def has_kernel():
    store = pathlib.Path(os.environ.get("OCI2BOOT_KERNELS", "/nonexistent"))
    return any(store.glob("*_arm64/boot/vmlinuz*"))


@needs_corpus
@unittest.skipUnless(shutil.which("qemu-system-aarch64"), "qemu-system-aarch64 is not installed")
@unittest.skipUnless(has_kernel(), "OCI2BOOT_KERNELS has no kernel for arm64")
class Arm64Test(TestCase):
    def convert_arm64(self, image, *arguments, output="initrd"):
        self.convert(image, "--platform", "linux/arm64", "-o", output, *arguments)

    def test_a_root_file_system_boots_to_its_shell(self):
        self.convert_arm64(f"rootfs:{CORPUS}/rootfs/alpine-minirootfs-3.20.3-aarch64.tar.gz")
        with Guest(self.folder / "initrd.sh") as guest:
            guest.expect(PROMPT)
            guest.type("uname -m; cat /etc/alpine-release; tty")
            guest.expect(r"^aarch64\n3\.20\.3\n/dev/ttyAMA0$")
            guest.expect(PROMPT)
            guest.type("ip -4 addr show eth0 | grep -o 'inet [^ ]*'")
            guest.expect(r"^inet 10\.0\.2\.15/24$")
            guest.expect(PROMPT)
            guest.type("exit 42")
            self.assertEqual(guest.wait(), 42)

    def test_a_disk_boots_and_keeps_what_is_written(self):
        self.convert_arm64(f"rootfs:{CORPUS}/rootfs/alpine-minirootfs-3.20.3-aarch64.tar.gz",
                           "--", "sh", "-c", "uname -m; echo x >> /boots; wc -l < /boots; exit 5",
                           output="vm.qcow2")
        for number in (1, 2):
            status, output = run(self.folder / "vm.qcow2.sh")
            self.assertEqual(status, 5, output)
            self.assertIn(f"aarch64\n{number}\n", output)
        with Disk(self.folder / "vm.qcow2") as disk:
            self.assertEqual(fsck_complaints(disk.raw), [])

    def test_the_platform_chooses_from_an_index(self):
        self.convert_arm64(f"oci:{IMAGES}/alpine-multiarch", "--", "sh", "-c",
                           "uname -m; cat /etc/alpine-release; exit 3")
        status, output = run(self.folder / "initrd.sh")
        self.assertEqual(status, 3, output)
        self.assertRegex(output, r"\Aaarch64\n3\.\d+\.\d+\noci2boot: sh exited with status 3\n\Z")


@needs_corpus
@unittest.skipUnless(shutil.which("qemu-system-aarch64"), "qemu-system-aarch64 is not installed")
@unittest.skipUnless(has_kernel(), "OCI2BOOT_KERNELS has no kernel for arm64")
class Arm64SystemTest(SystemTest):
    def test_alpine_runs_its_shell_until_the_power_button_is_pressed(self):
        def check(guest, row):
            guest.expect_ready(PROMPT)
            guest.plain_shell()
            row.printed = guest.run("uname -m; cat /etc/alpine-release; tty")
            self.assertEqual(row.printed, "aarch64\n3.20.3\n/dev/ttyAMA0")
            self.assert_network(guest)

        self.boots(f"rootfs:{CORPUS}/rootfs/alpine-minirootfs-3.20.3-aarch64.tar.gz",
                   "Alpine, arm64", "", check, "--platform", "linux/arm64")


if __name__ == "__main__":
    unittest.main(verbosity=2)
