# SPDX-License-Identifier: Apache-2.0
"""Kernels from packages, images and the kernel store."""

import json
import os
import pathlib
import signal
import tarfile
import unittest

from tests.support import images, kernel_packages
from tests.support.injected import NO_LEAK_CHECK, injecting, needs_injection
from tests.support.program import TestCase, oci2boot

VERSION = "6.6.1-test"
FILES = [f"boot/config-{VERSION}", f"boot/vmlinuz-{VERSION}",
         f"lib/modules/{VERSION}/kernel/drivers/a.ko", f"lib/modules/{VERSION}/modules.builtin"]


def files_below(folder):
    return sorted(str(path.relative_to(folder)) for path in pathlib.Path(folder).rglob("*")
                  if not path.is_dir())


class KernelTest(TestCase):
    @classmethod
    def setUpClass(cls):
        shared = cls.shared_folder()
        cls.image = images.busybox_layout(shared / "image", cmd="/bin/sh")
        cls.root = kernel_packages.made_up_root(shared / "root", VERSION)
        cls.kernel, cls.vmlinux = kernel_packages.made_up_kernel(VERSION)

    def setUp(self):
        super().setUp()
        self.store = self.folder / "store"
        self.env = {"OCI2BOOT_KERNELS": str(self.store)}

    def add(self, *arguments):
        result = oci2boot("kernel", "add", *arguments, cwd=self.folder, env=self.env)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(result.stderr, "")
        return result.stdout.decode()

    def listed(self):
        result = oci2boot("kernel", "ls", "--json", env=self.env)
        self.assertEqual(result.returncode, 0, result.stderr)
        return json.loads(result.stdout)["kernels"]

    def packages(self):
        """Every form, by its name."""
        yield kernel_packages.deb(self.folder / "linux.deb", self.root)
        yield kernel_packages.apk(self.folder / "linux-virt.apk", self.root)
        yield kernel_packages.pkg_tar_zst(self.folder / "linux.pkg.tar.zst", self.root)
        for packing in ("w1.zstdio", "w1.xzdio", "w1.gzdio"):
            yield kernel_packages.rpm(self.folder / f"kernel-{packing}.rpm", self.root, packing)


class StoreTest(KernelTest):
    def test_a_kernel_is_added_from_a_package_of_any_family(self):
        for package in self.packages():
            with self.subTest(package.name):
                printed = self.add(package.name, "--name", package.name)
                self.assertIn(f"Linux {VERSION} (amd64) from {package.name}:/", printed)
                self.assertEqual(files_below(self.store / package.name), FILES)
                self.assertEqual(
                    (self.store / package.name / f"boot/vmlinuz-{VERSION}").read_bytes(),
                    self.kernel)

    def test_a_kernel_is_added_from_files_and_folders(self):
        kernel = self.root / f"boot/vmlinuz-{VERSION}"
        for number, source in enumerate((kernel, self.root, self.root / "boot")):
            with self.subTest(source):
                self.add(source, "--name", f"n{number}")
                self.assertEqual(files_below(self.store / f"n{number}"), FILES)
        self.assertEqual(self.add("-q", kernel), f"{self.store}/{VERSION}_amd64\n")

    def test_packages_that_belong_together_make_one_kernel(self):
        more = self.folder / "more"
        (more / f"lib/modules/{VERSION}/kernel/net").mkdir(parents=True)
        (more / f"lib/modules/{VERSION}/kernel/net/b.ko").write_bytes(b"b")
        core = kernel_packages.rpm(self.folder / "core.rpm", self.root)
        modules = kernel_packages.rpm(self.folder / "modules.rpm", more, parts=["lib"])
        self.add(core, modules)
        self.assertEqual(files_below(self.store / f"{VERSION}_amd64"),
                         sorted([*FILES, f"lib/modules/{VERSION}/kernel/net/b.ko"]))

    def test_a_kernel_is_added_from_an_image(self):
        carrier = images.oci_layout(self.folder / "carrier", self.root)
        self.assertIn(f"from image:carrier:latest:/boot/vmlinuz-{VERSION}",
                      self.add(f"image:oci:{carrier}"))
        self.assertEqual(files_below(self.store / f"{VERSION}_amd64"), FILES)

    def test_the_list_says_what_auto_takes(self):
        newer = kernel_packages.made_up_root(self.folder / "newer", "6.10.2")
        self.add(self.root)
        self.add(newer)
        self.assertEqual([(kernel["name"], kernel["automatic"]) for kernel in self.listed()],
                         [("6.10.2_amd64", True), (f"{VERSION}_amd64", False)])
        self.convert(f"oci:{self.image}", "-o", "initrd", env=self.env)
        self.assertEqual((self.folder / "initrd.vmlinuz").read_bytes(),
                         kernel_packages.made_up_kernel("6.10.2")[0])

    def test_an_existing_name_is_replaced_only_with_force(self):
        newer = kernel_packages.made_up_root(self.folder / "newer", "6.10.2")
        self.add(self.root, "--name", "mine")
        message = self.refused(7, "kernel", "add", newer, "--name", "mine", env=self.env)
        self.assertIn("mine exists already; --force replaces it", message)
        self.assertEqual(self.listed()[0]["version"], VERSION)
        self.add(newer, "--name", "mine", "--force")
        self.assertEqual([kernel["version"] for kernel in self.listed()], ["6.10.2"])
        self.assertEqual(sorted(os.listdir(self.store)), ["mine"])

    def test_what_cannot_be_added_leaves_no_trace(self):
        (self.folder / "text").write_text("hello")
        (self.folder / "broken.rpm").write_bytes(b"\xed\xab\xee\xdb" + bytes(200))
        self.assertIn("text is not a Linux kernel",
                      self.refused(2, "kernel", "add", "text", env=self.env))
        self.assertIn("broken.rpm", self.refused(5, "kernel", "add", "broken.rpm", env=self.env))
        self.assertIn("none", self.refused(8, "kernel", "add", "none", env=self.env))
        self.assertIn("no kernel in image:",
                      self.refused(8, "kernel", "add", f"image:oci:{self.image}", env=self.env))
        self.assertIn("is for amd64, and one for arm64 was asked for",
                      self.refused(2, "kernel", "add", self.root, "--platform", "arm64",
                                   env=self.env))
        self.assertFalse(self.store.exists())

    @needs_injection
    def test_an_interrupted_copy_leaves_no_trace(self):
        result = oci2boot("kernel", "add", self.root, cwd=self.folder,
                          env={**self.env, **NO_LEAK_CHECK},
                          prefix=injecting("syncfs", "signal=INT", 1))
        self.assertEqual(result.returncode, -signal.SIGINT, result.stderr)
        self.assertIn("nothing was added", result.stderr)
        self.assertEqual(os.listdir(self.store), [])

    @unittest.skipIf(os.environ.get("OCI2BOOT_SANITIZED"), "sanitizers write for themselves too")
    @needs_injection
    def test_a_full_disk_leaves_no_trace(self):
        result = oci2boot("kernel", "add", self.root, cwd=self.folder,
                          env={**self.env, **NO_LEAK_CHECK},
                          prefix=injecting("write", "error=ENOSPC", 2))
        self.assertEqual(result.returncode, 7, result.stderr)
        self.assertIn("No space left on device", result.stderr)
        self.assertEqual(os.listdir(self.store), [])

    def test_an_empty_store_says_how_to_fill_it(self):
        result = oci2boot("kernel", "ls", env=self.env)
        self.assertEqual(result.returncode, 0)
        self.assertIn(b"oci2boot kernel add", result.stdout)
        self.assertEqual(self.listed(), [])


class ConversionTest(KernelTest):
    def make(self, *arguments):
        return self.convert(f"oci:{self.image}", "-o", "initrd", "--force", *arguments,
                            env=self.env)

    def assert_kernel(self):
        self.assertEqual((self.folder / "initrd.vmlinuz").read_bytes(), self.kernel)

    def test_it_takes_a_kernel_from_a_package_of_any_family(self):
        for package in self.packages():
            with self.subTest(package.name):
                self.make("--kernel", package.name)
                self.assert_kernel()
                # By the configuration in the package: gzip is all that this kernel unpacks.
                self.assertEqual((self.folder / "initrd").read_bytes()[:2], b"\x1f\x8b")

    def test_it_takes_a_kernel_from_an_image(self):
        carrier = images.oci_layout(self.folder / "carrier", self.root)
        self.make("--kernel", f"image:oci:{carrier}")
        self.assert_kernel()

    def test_it_takes_a_kernel_from_an_image_of_linuxkit(self):
        root = self.folder / "linuxkit"
        root.mkdir()
        (root / "kernel").write_bytes(self.kernel)
        with tarfile.open(root / "kernel.tar", "w") as tar:
            tar.add(self.root / "lib", arcname="lib")
        carrier = images.oci_layout(self.folder / "carrier", root)
        self.make("--kernel", f"image:oci:{carrier}", "--modules", "all")
        self.assert_kernel()
        listed = oci2boot("ls", "initrd", f"/lib/modules/{VERSION}/kernel", cwd=self.folder)
        self.assertIn(b"/drivers/a.ko", listed.stdout)

    def test_a_kernel_for_another_architecture_is_refused(self):
        for kernel in (self.root, f"image:rootfs:{self.root}"):
            message = self.refused(2, f"rootfs:{self.root}", "--platform", "linux/arm64", "-o",
                                   "arm.cpio", "--kernel", kernel)
            self.assertIn("is for amd64, the image for arm64", message)
        self.assertEqual(self.files(), [])

    def test_an_image_that_is_not_there_is_not_found(self):
        self.refused(3, f"oci:{self.image}", "-o", "initrd", "--kernel", "image:oci:none")
        self.refused(2, f"oci:{self.image}", "-o", "initrd", "--kernel", "image:")

    def test_equal_conversions_give_equal_bytes(self):
        package = kernel_packages.apk(self.folder / "linux.apk", self.root)
        made = []
        for _ in range(2):
            self.make("--kernel", package.name, "--vmlinux")
            made.append({path.name: path.read_bytes() for path in self.folder.glob("initrd*")})
        self.assertEqual(made[0], made[1])


class UnpackedKernelTest(KernelTest):
    def test_it_lies_beside_the_output_and_is_recorded(self):
        for output in ("initrd", "vm.img"):
            with self.subTest(output):
                self.convert(f"oci:{self.image}", "-o", output, "--kernel", self.root, "--vmlinux")
                self.assertEqual((self.folder / f"{output}.vmlinux").read_bytes(), self.vmlinux)
                record = json.loads((self.folder / f"{output}.json").read_text())
                self.assertIn(f"{output}.vmlinux", [file["name"] for file in record["files"]])

    def test_it_is_not_made_where_nobody_asked(self):
        self.convert(f"oci:{self.image}", "-o", "initrd", "--kernel", self.root)
        self.assertFalse((self.folder / "initrd.vmlinux").exists())

    def test_an_existing_one_is_not_replaced(self):
        (self.folder / "initrd.vmlinux").write_text("mine")
        message = self.refused(7, f"oci:{self.image}", "-o", "initrd", "--kernel", self.root,
                               "--vmlinux")
        self.assertIn("initrd.vmlinux", message)
        self.assertEqual(self.files(), ["initrd.vmlinux"])

    def test_where_it_makes_no_sense_it_is_refused(self):
        for arguments in (["-o", "initrd", "--kernel", "none"], ["-o", "image.tar"],
                          ["-o", "-", "--format", "initramfs"]):
            with self.subTest(arguments):
                message = self.refused(2, f"oci:{self.image}", "--vmlinux", *arguments)
                self.assertIn("--vmlinux", message)

    def test_a_kernel_that_cannot_be_unpacked_is_an_error_that_says_why(self):
        kernel = bytearray(self.kernel)
        kernel[0x600:0x609] = b"\x89LZO\0\r\n\x1a\n"
        (self.folder / "bzImage").write_bytes(kernel)
        message = self.refused(8, f"oci:{self.image}", "-o", "initrd", "--kernel", "bzImage",
                               "--vmlinux")
        self.assertIn("packed with lzop", message)
        self.assertEqual(self.files(), ["bzImage"])
