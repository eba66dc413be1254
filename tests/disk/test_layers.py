# SPDX-License-Identifier: Apache-2.0
"""What upper layers remove is not on the disk, whatever room it took meanwhile."""

import random

from tests.disk.disk_test_case import MIB, DiskTestCase, room_on_host
from tests.support.ext4_judge import Disk
from tests.support.image_forms import Layer, layout_files, write_folder
from tests.support.layer_tar import LayerTar

MARKER = b"THIS-WAS-REMOVED"


def removed(size):
    """Bytes that must not be found later, in each block of them."""
    return (MARKER + random.Random(size).randbytes(512 - len(MARKER))) * (size // 512)


class RemovedContentTest(DiskTestCase):
    def image(self, *layers):
        folder = self.inputs / "layout"
        write_folder(folder, layout_files([Layer(layer.finish()) for layer in layers]))
        return f"oci:{folder}"

    def assert_gone(self, path):
        """Neither in the raw disk nor in the file that holds it."""
        self.assertFalse(contains(path, MARKER))
        with Disk(path) as disk:
            self.assertFalse(contains(disk.raw, MARKER))

    def check(self, image, *options, names=("vm.img", "vm.qcow2")):
        expected = self.tree_of_image(image)
        for name in names:
            with self.subTest(name):
                path = self.make(image, name, *options)
                self.assert_holds(path, expected)
                self.assert_gone(path)

    def test_a_removed_file(self):
        self.check(self.image(LayerTar().file(b"a", removed(3 * MIB)).file(b"kept", b"k" * 5000),
                              LayerTar().file(b".wh.a")))

    def test_replaced_files_and_removed_folders(self):
        below = LayerTar().directory(b"d").directory(b"e")
        for number in range(200):
            below.file(b"d/%d" % number, removed(512 * (1 + 7 * number)))
            below.file(b"e/%d" % number, b"%d" % number * 3000)
            below.file(b"f%d" % number, removed(8192))
        above = LayerTar().file(b".wh.d").file(b"e/new", b"n" * MIB)
        for number in range(200):
            above.file(b"f%d" % number, b"again" * number)
        self.check(self.image(below, above))

    def test_a_file_that_is_in_its_layer_twice(self):
        self.check(self.image(LayerTar().file(b"a", removed(2 * MIB)).file(b"a", b"second")))

    def test_a_removed_name_of_a_hard_link_leaves_the_content(self):
        kept = random.Random(1).randbytes(3 * MIB)
        image = self.image(LayerTar().file(b"a", kept).hard_link(b"b", b"a")
                           .file(b"c", removed(MIB)), LayerTar().file(b".wh.a").file(b".wh.c"))
        self.check(image)

    def test_everything_is_removed(self):
        self.check(self.image(LayerTar().file(b"a", removed(20 * MIB)), LayerTar().file(b".wh.a")))
        for name in ("vm.img", "vm.qcow2"):
            self.assertLess(room_on_host(self.folder / name), 3 * MIB)

    def test_removed_attributes(self):
        value = MARKER * 150
        image = self.image(LayerTar().file(b"a", xattrs={b"user.secret": value}),
                           LayerTar().file(b"a", b"none"))
        self.check(image)

    def test_much_more_is_removed_than_stays(self):
        """What stays is moved to where what went was: the disk is as large as what stays needs."""
        chance = random.Random(2)
        below, above = LayerTar(), LayerTar()
        for number in range(60):
            below.file(b"gone-%d" % number, removed(4 * MIB))
            below.file(b"kept-%d" % number, chance.randbytes(chance.randrange(300_000)))
            above.file(b".wh.gone-%d" % number)
        image = self.image(below, above)
        for name in ("vm.img", "vm.qcow2"):
            with self.subTest(name):
                path = self.make(image, name)
                self.assert_holds(path, self.tree_of_image(image))
                self.assert_gone(path)
                with Disk(path) as disk:
                    self.assertLess(disk.raw.stat().st_size, 140 * MIB)
                self.assertLess(room_on_host(path), 20 * MIB)

    def test_what_stays_goes_into_a_disk_smaller_than_what_was_written(self):
        chance = random.Random(3)
        below = LayerTar().file(b"gone", removed(100 * MIB))
        for number in range(20):
            below.file(b"kept-%d" % number, chance.randbytes(MIB + number))
        below.sparse(b"holes", 500 * MIB, [(100 * MIB * i + 5000, chance.randbytes(70_000))
                                           for i in range(5)])
        image = self.image(below, LayerTar().file(b".wh.gone"))
        for name in ("vm.img", "vm.qcow2"):
            with self.subTest(name):
                path = self.make(image, name, "--size", "64M")
                self.assert_holds(path, self.tree_of_image(image))
                self.assert_gone(path)
                with Disk(path) as disk:
                    self.assertEqual(disk.raw.stat().st_size, 64 * MIB)
        zstd = self.make(image, "zstd.qcow2", "--size", "64M", "--compress", "zstd")
        self.assert_holds(zstd, self.tree_of_image(image))
        self.assert_gone(zstd)


def contains(path, marker):
    """Whether the bytes are anywhere in the file."""
    with open(path, "rb") as file:
        rest = b""
        while piece := file.read(8 * MIB):
            if marker in rest + piece:
                return True
            rest = piece[-len(marker):]
    return False
