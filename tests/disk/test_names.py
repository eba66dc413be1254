# SPDX-License-Identifier: Apache-2.0
"""Directories and the content of files, at the ends of what ext4 can have."""

import dataclasses
import unittest

from tests.disk.disk_test_case import MIB, PLAIN, DiskTestCase, room_on_host
from tests.support.ext4_judge import Disk, can_mount
from tests.support.ext4_reader import INDEX_FLAG, Ext4
from tests.support.layer_tar import LayerTar


class ShapeTest(DiskTestCase):
    def check(self, layer, *options, **how):
        """The tree on the disk that is made of the layer, which is the layer's."""
        image = self.layer(layer)
        path = self.make(image, "vm.img", *options, **how)
        return self.assert_holds(path, self.tree_of_image(image))

    def test_holes_by_blocks(self):
        layer = LayerTar()
        layer.sparse(b"aligned", MIB, [(65_536, b"a" * 4096)])
        layer.sparse(b"askew", MIB + 5, [(5000, b"b" * 5000), (12_000, b"c"), (900_000, b"d")])
        layer.sparse(b"end", MIB, [(0, b"e")])
        layer.sparse(b"start", MIB, [(MIB - 1, b"s")])
        layer.sparse(b"nothing", 123_456, [])
        layer.sparse(b"pieces", 400 * 8192, [(8192 * i, b"p" * 4096) for i in range(400)])
        layer.sparse(b"tiny-holes", 40_000, [(1000 * i, b"t" * 500) for i in range(40)])
        tree = self.check(layer)
        self.assertEqual(len(tree[b"pieces"].holes), 400)

    def test_zeros_take_no_room(self):
        layer = LayerTar().file(b"zeros", bytes(40 * MIB)).file(b"f", b"x" * 5000)
        image = self.layer(layer)
        expected = self.tree_of_image(image)
        # Long runs of zeros are no data in the guest, either.
        expected[b"zeros"] = dataclasses.replace(expected[b"zeros"], holes=((0, 40 * MIB),))
        self.assert_holds(self.make(image), expected)
        self.assertLess(room_on_host(self.folder / "vm.img"), 3 * MIB)

    def test_directories_of_all_sizes(self):
        layer = LayerTar()
        for count in (1, 10, 15, 16, 17, 150, 1000, 5000):
            layer.directory(b"d%d" % count)
            for number in range(count):
                layer.file(b"d%d/" % count + b"%0200d" % number, mode=0o600)
        layer.directory(b"empty").directory(b"many")
        for number in range(300):
            layer.directory(b"many/%d" % number)
        path = self.make(self.layer(layer))
        self.assert_holds(path, self.tree_of_image(self.layer(layer)))
        with Ext4(path) as disk:
            self.assertTrue(disk.inode(disk.find(b"d5000")).flags & INDEX_FLAG)

    @unittest.skipUnless(can_mount(), "this user may not mount file systems")
    def test_the_kernel_finds_each_name_by_its_hash(self):
        """A directory listing does not look names up; this does."""
        names = [b"plain-%d" % i for i in range(3000)] + [b"\xff\xfe-%d" % i for i in range(3000)]
        layer = LayerTar().directory(b"d")
        for name in names:
            layer.file(b"d/" + name, name)
        # read_folder looks each of them up.
        self.check(layer)

    def test_deep_paths(self):
        parts = [b"d%d" % number for number in range(1000)]
        layer = LayerTar()
        for depth in range(1, 1001):
            layer.directory(b"/".join(parts[:depth]))
        layer.file(b"/".join(parts) + b"/f", b"deep")
        image = self.layer(layer)
        path = self.make(image)
        with Disk(path) as disk:  # a path for the kernel has 4095 bytes
            tree = disk.tree()
        self.assertEqual(tree[b"/".join(parts) + b"/f"].size, 4)
        self.assertEqual(len(tree), 1003)

    def test_an_empty_image(self):
        tree = self.check(LayerTar())
        self.assertEqual(set(tree), {b"", b"lost+found"})

    def test_the_images_own_lost_and_found(self):
        for layer in (LayerTar().directory(b"lost+found", mode=0o755, uid=5, xattrs={
                          b"user.a": b"1"}).file(b"lost+found/f", b"found"),
                      LayerTar().file(b"lost+found", b"a file"),
                      LayerTar().symlink(b"lost+found", b"elsewhere")):
            with self.subTest():
                image = self.layer(layer)
                self.convert(image, "-o", "vm.img", *PLAIN,
                             "--force")
                self.assert_clean(self.folder / "vm.img")
                self.assert_holds(self.folder / "vm.img", self.tree_of_image(image))
