# SPDX-License-Identifier: Apache-2.0
"""Trees of more names than others have."""

from tests.disk.disk_test_case import PLAIN, DiskTestCase
from tests.support.disk_tree import disk_differences
from tests.support.ext4_judge import Disk, can_mount
from tests.support.ext4_reader import INDEX_FLAG, Ext4
from tests.support.layer_tar import LayerTar
from tests.support.program import oci2boot


class ManyNamesTest(DiskTestCase):
    def names_image(self, count, length=0):
        def pieces():
            yield LayerTar().directory(b"d")
            for start in range(0, count, 10_000):
                layer = LayerTar()
                for number in range(start, min(start + 10_000, count)):
                    name = b"name-%d" % number
                    layer.file(b"d/" + name.ljust(length, b"x"), b"%d" % number * (number % 3 == 0))
                yield layer
        return self.layer(*pieces())

    def check_directory(self, image, count):
        path = self.make(image)
        self.assert_holds(path, self.tree_of_image(image))
        with Ext4(path) as disk:
            folder = disk.inode(disk.find(b"d"))
            self.assertTrue(folder.flags & INDEX_FLAG)
            self.assertEqual(len(disk.names(folder)), count + 2)

    def test_a_directory_of_500_000_names(self):
        self.check_directory(self.names_image(500_000), 500_000)

    def test_a_directory_of_500_000_of_the_longest_names(self):
        """Two levels of its hash tree hold them, or it is said that they do not."""
        image = self.names_image(500_000, length=255)
        result = self.convert_or_refuse(image)
        if result.returncode == 0:
            self.assert_clean(self.folder / "vm.img")
            with Ext4(self.folder / "vm.img") as disk:
                names = disk.names(disk.inode(disk.find(b"d")))
            self.assertEqual(len({name for name, _, _ in names}), 500_002)
        else:
            self.assertEqual(result.returncode, 6, result.stderr)
            self.assertIn("'d'", result.stderr)

    def convert_or_refuse(self, image):
        return oci2boot(image, "-o", "vm.img", *PLAIN, cwd=self.folder)

    def test_1_000_000_files(self):
        def pieces():
            for folder in range(1000):
                layer = LayerTar().directory(b"d%d" % folder)
                for file in range(1000):
                    layer.file(b"d%d/f%06d" % (folder, folder * 1000 + file), b"some bytes")
                yield layer
        image = self.layer(*pieces())
        path = self.make(image)
        with Disk(path) as disk:
            tree = disk.mounted_tree() if can_mount() else disk.tree()
        self.assertEqual(disk_differences(self.tree_of_image(image), tree), [])

    def test_more_subdirectories_than_a_count_of_links_holds(self):
        layer = LayerTar().directory(b"d")
        for number in range(70_000):
            layer.directory(b"d/%d" % number)
        image = self.layer(layer)
        path = self.make(image)
        self.assert_holds(path, self.tree_of_image(image))
        with Ext4(path) as disk:
            self.assertEqual(disk.inode(disk.find(b"d")).links, 1)

    def linked(self, count):
        layer = LayerTar().file(b"first", b"content")
        for number in range(count - 1):
            layer.hard_link(b"link-%d" % number, b"first")
        return self.layer(layer)

    def test_as_many_names_of_a_file_as_there_may_be(self):
        image = self.linked(65_000)
        path = self.make(image)
        self.assert_holds(path, self.tree_of_image(image))
        with Ext4(path) as disk:
            self.assertEqual(disk.inode(disk.find(b"first")).links, 65_000)

    def test_one_name_more_is_refused(self):
        message = self.refused(6, self.linked(65_001), "-o", "vm.img", *PLAIN)
        self.assertIn("first", message)
        self.assertEqual(self.files(), [])
