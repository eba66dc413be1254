# SPDX-License-Identifier: Apache-2.0
"""Tests that make disks. Each disk is judged."""

import os
import pathlib
import tempfile

from tests.support.disk_tree import disk_differences
from tests.support.ext4_judge import Disk, can_mount
from tests.support.program import TestCase, oci2boot
from tests.support.tree import read_tar

MIB = 1 << 20
# The tree as the image has it, and nothing of this machine.
PLAIN = ("--kernel", "none", "--no-patch", "all")


class DiskTestCase(TestCase):
    """Inputs go to `self.inputs`, outputs to `self.folder`."""

    def setUp(self):
        super().setUp()
        inputs = tempfile.TemporaryDirectory(prefix="oci2boot-test-")
        self.addCleanup(inputs.cleanup)
        self.inputs = pathlib.Path(inputs.name)

    def layer(self, *pieces, name="layer.tar"):
        """An image of one layer, from LayerTars whose entries follow each other."""
        with open(self.inputs / name, "wb") as file:
            for piece in pieces:
                file.write(piece.without_end())
            file.write(bytes(1024))
        return f"rootfs:{self.inputs / name}"

    def make(self, image, name="vm.img", *options, **how):
        """Makes a disk with the image's tree, judges it, and returns its path."""
        self.convert(image, "-o", name, *PLAIN, *options, **how)
        path = pathlib.Path(how.get("cwd", self.folder)) / name
        self.assert_clean(path)
        return path

    def assert_clean(self, path):
        with Disk(path) as disk:
            self.assertEqual(disk.complaints(), [])

    def tree_of_image(self, image, *options):
        """What the image's layers give."""
        tar = self.inputs / "expected.tar"
        result = oci2boot(image, "-o", tar, "--force", *options)
        self.assertEqual(result.returncode, 0, result.stderr)
        try:
            return read_tar(tar)
        finally:
            tar.unlink()

    def assert_holds(self, path, expected):
        """The disk has this tree, by our reader and, where this user may mount it, by the kernel's.
        Returns the former."""
        with Disk(path) as disk:
            tree = disk.tree()
            self.assertEqual(disk_differences(expected, tree), [])
            if can_mount():
                self.assertEqual(disk_differences(expected, disk.mounted_tree()), [])
        return tree


def room_on_host(path):
    """Bytes that a file takes."""
    return os.stat(path).st_blocks * 512
