# SPDX-License-Identifier: Apache-2.0
"""Machines whose kernel came in a package of each family, or in an image."""

import gzip
import os
import pathlib
import shutil
import unittest

from tests.support import images, kernel_packages
from tests.support.guest import run
from tests.support.program import CORPUS, TestCase, needs_corpus

STORE = pathlib.Path(os.environ.get("OCI2BOOT_KERNELS", "/nonexistent"))
# What a machine needs of all that a distribution's kernel has.
WANTED = ("drivers/virtio/*", "drivers/char/virtio_console*", "drivers/char/hw_random/*",
          "drivers/net/*virtio*", "drivers/net/net_failover*", "net/core/failover*",
          "drivers/acpi/button*", "drivers/input/evdev*")


def stored(architecture):
    return sorted(STORE.glob(f"*_{architecture}/boot/vmlinuz*"))


def small_root(folder, kernel):
    """A folder with a kernel of the store and its few modules."""
    version = kernel.name.removeprefix("vmlinuz-")
    root = pathlib.Path(folder)
    (root / "boot").mkdir(parents=True)
    shutil.copy(kernel, root / "boot")
    shutil.copy(kernel.parent / f"config-{version}", root / "boot")
    modules = pathlib.Path("lib/modules") / version
    source = kernel.parent.parent / modules
    for pattern in ("modules.builtin", *(f"kernel/{pattern}" for pattern in WANTED)):
        for path in source.glob(pattern):
            target = root / modules / path.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    return root, version


@unittest.skipUnless(stored("amd64"), "OCI2BOOT_KERNELS has no kernel for amd64")
class PackagedKernelTest(TestCase):
    @classmethod
    def setUpClass(cls):
        shared = cls.shared_folder()
        cls.image = images.busybox_layout(shared / "image", cmd="/bin/sh")
        cls.root, cls.version = small_root(shared / "root", stored("amd64")[-1])

    def assert_boots(self, kernel):
        """With its network card, which is a module's, and with the status port, another's."""
        self.convert(f"oci:{self.image}", "-o", "initrd", "--force", "--kernel", kernel, "--",
                     "sh", "-c", "uname -r; ip -4 addr show eth0 | grep -o 'inet [^ ]*'; exit 9",
                     env={"OCI2BOOT_KERNELS": str(self.folder / "none")})
        status, output = run(self.folder / "initrd.sh")
        self.assertEqual(status, 9, output)
        self.assertIn(f"{self.version}\ninet 10.0.2.15/24\n", output)

    def test_a_deb_boots(self):
        self.assert_boots(kernel_packages.deb(self.folder / "linux.deb", self.root))

    def test_an_apk_boots(self):
        self.assert_boots(kernel_packages.apk(self.folder / "linux-virt.apk", self.root))

    def test_an_rpm_boots(self):
        self.assert_boots(kernel_packages.rpm(self.folder / "kernel.rpm", self.root))

    def test_an_arch_package_boots(self):
        self.assert_boots(kernel_packages.pkg_tar_zst(self.folder / "linux.pkg.tar.zst", self.root))

    def test_an_image_that_carries_a_kernel_boots_another_one(self):
        carrier = images.oci_layout(self.folder / "carrier", self.root)
        self.assert_boots(f"image:oci:{carrier}")

    def test_the_unpacked_kernel_boots(self):
        self.convert(f"oci:{self.image}", "-o", "initrd", "--kernel", self.root, "--vmlinux")
        unpacked = self.folder / "unpacked"
        shutil.copytree(self.root, unpacked)
        (unpacked / f"boot/vmlinuz-{self.version}").unlink()
        (self.folder / "initrd.vmlinux").rename(unpacked / f"boot/vmlinux-{self.version}")
        self.assert_boots(unpacked)


@needs_corpus
@unittest.skipUnless(stored("arm64") and shutil.which("qemu-system-aarch64"),
                     "OCI2BOOT_KERNELS has no kernel for arm64, or there is no qemu-system-aarch64")
class SelfUnpackingKernelTest(TestCase):
    def test_a_kernel_for_arm64_that_only_firmware_unpacks_boots(self):
        # As drivers/firmware/efi/libstub/zboot-header.S lays it out.
        payload = gzip.compress(stored("arm64")[-1].read_bytes(), 1)
        (self.folder / "vmlinuz").write_bytes(
            b"MZ\0\0zimg" + (0x80).to_bytes(4, "little") + len(payload).to_bytes(4, "little") +
            bytes(0x2c) + b"\x40\0\0\0PE\0\0\x64\xaa" + bytes(0x3a) + payload)
        self.convert(f"rootfs:{CORPUS}/rootfs/alpine-minirootfs-3.20.3-aarch64.tar.gz",
                     "--platform", "linux/arm64", "-o", "initrd", "--kernel", "vmlinuz", "--",
                     "uname", "-m")
        _, output = run(self.folder / "initrd.sh")
        self.assertIn("aarch64\n", output)
