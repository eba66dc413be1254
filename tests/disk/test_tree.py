# SPDX-License-Identifier: Apache-2.0
"""The tree on a disk is the image's, in every attribute: by the kernel, by debugfs, by our own
reader; and the disk is clean for e2fsck, dumpe2fs and qemu-img."""

import json
import os
import stat
import subprocess
import unittest

from tests.disk.disk_test_case import DiskTestCase
from tests.support import images
from tests.support.ext4_judge import Disk
from tests.support.layer_of_everything import CAPABILITY, layer_of_everything
from tests.support.layer_tar import LayerTar
from tests.support.tree import read_folder


class EverythingTest(DiskTestCase):
    def setUp(self):
        super().setUp()
        (self.inputs / "everything.tar").write_bytes(layer_of_everything())
        self.image = f"rootfs:{self.inputs / 'everything.tar'}"

    def test_each_disk_holds_the_images_tree(self):
        expected = self.tree_of_image(self.image)
        self.assertEqual(expected[b"d/capable"].xattrs[b"security.capability"], CAPABILITY)
        for name, options in (("vm.img", ()), ("vm.qcow2", ()), ("small.qcow2", ("--compress",
                              "zstd")), ("smaller.qcow2", ("--compress", "zlib:9"))):
            with self.subTest(name):
                self.assert_holds(self.make(self.image, name, *options), expected)

    def test_raw_and_qcow2_are_the_same_disk(self):
        raw = self.make(self.image, "vm.img")
        for name, options in (("vm.qcow2", ()), ("zlib.qcow2", ("--compress", "zlib")),
                              ("zstd.qcow2", ("--compress", "zstd:1"))):
            with self.subTest(name):
                other = self.make(self.image, name, *options)
                compared = subprocess.run(["qemu-img", "compare", raw, other], text=True,
                                          capture_output=True, check=False)
                self.assertEqual(compared.stdout, "Images are identical.\n")

    def test_other_containers_are_converted(self):
        raw = self.make(self.image, "vm.img")
        for name in ("vm.vmdk", "vm.vdi", "vm.vhdx"):
            with self.subTest(name):
                self.convert(self.image, "-o", name, "--kernel", "none", "--no-patch", "all")
                compared = subprocess.run(["qemu-img", "compare", raw, self.folder / name],
                                          text=True, capture_output=True, check=False)
                self.assertIn("Images are identical.\n", compared.stdout)

    @unittest.skipUnless(os.getuid() == 0, "making devices needs root")
    def test_debugfs_dumps_the_images_files(self):
        path = self.make(self.image)
        (self.folder / "out").mkdir()
        subprocess.run(["debugfs", "-R", f"rdump / {self.folder / 'out'}", path], check=True,
                       capture_output=True)
        expected, got = self.tree_of_image(self.image), read_folder(self.folder / "out")
        for name, node in expected.items():
            if node.type in ("file", "directory", "symlink"):  # it dumps nothing else
                self.assertIn(name, got)
                self.assertEqual((got[name].content, got[name].size, got[name].target),
                                 (node.content, node.size, node.target), name)
                if node.type == "file":
                    self.assertEqual((got[name].mode & 0o777, got[name].uid, got[name].gid),
                                     (node.mode & 0o777, node.uid, node.gid), name)

    def test_the_disk_says_what_it_is(self):
        path = self.make(self.image)
        with Disk(path) as disk:
            told = disk.superblock()
        uuid = told["Filesystem UUID"]
        self.assertRegex(uuid, r"\A[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-"
                               r"[0-9a-f]{12}\Z")
        self.assertEqual(int(told["Journal inode"]), 8)
        # Another image, another file system.
        other = self.make(self.layer(LayerTar().file(b"f")), "other.img")
        with Disk(other) as disk:
            told_there = disk.superblock()
        for name in ("Filesystem UUID", "Directory Hash Seed", "Filesystem volume name"):
            self.assertNotEqual(told[name], told_there[name])

    def test_the_record_has_the_disk_without_a_digest(self):
        self.make(self.image)
        record = json.loads((self.folder / "vm.img.json").read_text())
        disk = next(file for file in record["files"] if file["name"] == "vm.img")
        self.assertEqual(disk["size"], (self.folder / "vm.img").stat().st_size)
        self.assertNotIn("sha256", disk)

    def test_inspecting_tools_see_an_ext4_file_system(self):
        path = self.make(self.image)
        told = subprocess.run(["blkid", "-p", "-o", "export", path], check=True,
                              capture_output=True, text=True).stdout
        self.assertIn("TYPE=ext4\n", told)
        with Disk(path) as disk:
            self.assertIn(f"UUID={disk.superblock()['Filesystem UUID']}\n", told)


class RealImageTest(DiskTestCase):
    def test_busybox_with_patches(self):
        layout = images.busybox_layout(self.inputs / "image", cmd="/bin/sh")
        self.convert(f"oci:{layout}", "-o", "vm.img", "--kernel", "none")
        self.assert_clean(self.folder / "vm.img")
        with Disk(self.folder / "vm.img") as disk:
            tree = disk.tree()
        self.assertEqual(tree[b"bin/busybox"].mode, 0o755)
        self.assertNotIn(b".oci2boot/plan", tree)
        self.assertTrue(stat.S_IXUSR & (self.folder / "vm.img.sh").stat().st_mode)
        self.assertEqual(self.files(), ["vm.img", "vm.img.initrd", "vm.img.json", "vm.img.sh"])
