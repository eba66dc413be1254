# SPDX-License-Identifier: Apache-2.0
"""How large a disk is, what of it is free, and what of it takes room on the host."""

import json
import random
import subprocess

from tests.disk.disk_test_case import MIB, PLAIN, DiskTestCase, room_on_host
from tests.support.ext4_judge import Disk
from tests.support.layer_tar import LayerTar


class SizeTest(DiskTestCase):
    def free_bytes(self, path):
        with Disk(path) as disk:
            return int(disk.superblock()["Free blocks"]) * 4096

    def small_image(self):
        return self.layer(LayerTar().file(b"f", random.Random(4).randbytes(8 * MIB)))

    def test_a_fitting_disk_has_free_room(self):
        path = self.make(self.small_image())
        self.assertGreaterEqual(self.free_bytes(path), 64 * MIB)
        self.assertLess(self.free_bytes(path), 72 * MIB)
        large = LayerTar().file(b"f", random.Random(5).randbytes(50 * MIB) * 10)
        path = self.make(self.layer(large), "large.img")
        self.assertGreaterEqual(self.free_bytes(path), 100 * MIB)
        self.assertLess(self.free_bytes(path), 125 * MIB)

    def test_a_total_size_and_a_free_size(self):
        image = self.small_image()
        for name in ("vm.img", "vm.qcow2"):
            for size, exact in (("64M", 64 * MIB), ("1G", 1024 * MIB), ("10G", 10_240 * MIB),
                                ("200000K", 200_000 * 1024)):
                with self.subTest(name=name, size=size):
                    path = self.make(image, name, "--size", size, "--force")
                    with Disk(path) as disk:
                        self.assertEqual(disk.raw.stat().st_size, exact)
                    # What is not written takes no room here: files, journal, some metadata.
                    self.assertLess(room_on_host(path), 12 * MIB)
            for size, exact in (("+0", 0), ("+1M", MIB), ("+2G", 2048 * MIB)):
                with self.subTest(name=name, size=size):
                    path = self.make(image, name, "--size", size, "--force")
                    self.assertGreaterEqual(self.free_bytes(path), exact)
                    self.assertLess(self.free_bytes(path), exact + 16 * MIB)

    def test_a_size_that_is_too_small_tells_the_least_that_fits(self):
        image = self.small_image()
        message = self.refused(2, image, "-o", "vm.img", *PLAIN, "--size", "5M")
        self.assertEqual(self.files(), [])
        least = self.least_of(message)
        path = self.make(image, "vm.img", "--size", least)
        self.assert_holds(path, self.tree_of_image(image))
        less = str(path.stat().st_size - MIB)
        self.refused(2, image, "-o", "less.img", *PLAIN, "--size", less)

    def least_of(self, message):
        self.assertRegex(message, r"--size \d+[KMG]?\b")
        return message.rpartition("--size ")[2].split()[0].rstrip(".,;)")

    def test_the_least_that_fits_of_many_small_files(self):
        layer = LayerTar()
        for number in range(20_000):
            layer.file(b"f%d" % number, b"x")
        image = self.layer(layer)
        least = self.least_of(self.refused(2, image, "-o", "vm.img", *PLAIN, "--size", "10M"))
        path = self.make(image, "vm.img", "--size", least)
        with Disk(path) as disk:
            told = disk.superblock()
        used = int(told["Inode count"]) - int(told["Free inodes"])
        self.assertGreaterEqual(int(told["Inode count"]), used * 6 // 5)

    def test_sizes_that_ext4_cannot_have(self):
        for size in ("0", "1K", "+0x", "many", "-5G", "20000000T"):
            with self.subTest(size):
                self.refused(2, self.small_image(), "-o", "vm.img", *PLAIN, "--size", size)
                self.assertEqual(self.files(), [])

    def test_the_file_system_can_grow(self):
        """resize2fs does offline what the guest's kernel does: there is room for descriptors."""
        path = self.make(self.small_image())
        subprocess.run(["truncate", "-s", "20G", path], check=True)
        subprocess.run(["resize2fs", "-f", path], check=True, capture_output=True)
        with Disk(path) as disk:
            self.assertEqual(int(disk.superblock()["Block count"]) * 4096, 20 << 30)
        self.assert_clean(path)

    def test_the_record_tells_the_size(self):
        path = self.make(self.small_image(), "vm.qcow2", "--size", "1G")
        record = json.loads((self.folder / "vm.qcow2.json").read_text())
        disk = next(file for file in record["files"] if file["name"] == "vm.qcow2")
        self.assertEqual(disk["size"], path.stat().st_size)
