# SPDX-License-Identifier: Apache-2.0
"""Files past what 32 bits count."""

import random

from tests.disk.disk_test_case import MIB, PLAIN, DiskTestCase, room_on_host
from tests.support.ext4_reader import Ext4
from tests.support.layer_tar import LayerTar

GIB = 1 << 30


class LargeFileTest(DiskTestCase):
    def test_files_over_4_gib_with_holes(self):
        chance = random.Random(1)
        layer = LayerTar()
        layer.sparse(b"disk", 20 * GIB, [(5 * GIB * i, chance.randbytes(70_000)) for i in range(4)]
                     + [(20 * GIB - 1, b"e")])
        layer.sparse(b"just-over", 4 * GIB + 1, [(4 * GIB, b"!")])
        layer.sparse(b"nothing", 15 << 40, [])
        image = self.layer(layer)
        for name in ("vm.img", "vm.qcow2"):
            path = self.make(image, name)
            self.assertLess(room_on_host(path), 4 * MIB)
        with Ext4(self.folder / "vm.img") as disk:
            inode = disk.inode(disk.find(b"nothing"))
            self.assertEqual((inode.size, disk.runs(inode)), (15 << 40, []))

    def test_the_content_of_files_over_4_gib(self):
        layer = LayerTar().sparse(b"f", 5 * GIB + 5, [(GIB - 5, b"a" * 10), (4 * GIB - 5000,
                                                                            b"b" * 10_000),
                                                      (5 * GIB, b"12345")])
        image = self.layer(layer)
        self.assert_holds(self.make(image), self.tree_of_image(image))

    def test_a_file_past_16_tib_is_refused(self):
        layer = LayerTar().sparse(b"too-large", 17 << 40, [(5, b"x")])
        message = self.refused(6, self.layer(layer), "-o", "vm.img", *PLAIN)
        self.assertIn("too-large", message)

    def test_a_large_file_lies_in_one_piece(self):
        data = random.Random(2).randbytes(50 * MIB) * 6
        image = self.layer(LayerTar().file(b"small", b"s").file(b"large", data))
        path = self.make(image)
        self.assert_holds(path, self.tree_of_image(image))
        with Ext4(path) as disk:
            runs = disk.runs(disk.inode(disk.find(b"large")))
        # A run has at most 32768 blocks. The copies of the superblock lie between.
        self.assertLessEqual(len(runs), 3 + 300 // 128 * 2)
