# SPDX-License-Identifier: Apache-2.0
"""What an inode says of its file, at the ends of what ext4 can have."""

import struct
import subprocess
import unittest

from tests.disk.disk_test_case import PLAIN, DiskTestCase
from tests.support.ext4_judge import Disk, can_mount
from tests.support.layer_of_everything import CAPABILITY
from tests.support.layer_tar import LayerTar


class AttributeTest(DiskTestCase):
    """What is at the ends of what ext4 can have."""

    def check(self, layer, *options, **how):
        """The tree on the disk that is made of the layer, which is the layer's."""
        image = self.layer(layer)
        path = self.make(image, "vm.img", *options, **how)
        return self.assert_holds(path, self.tree_of_image(image))

    def test_attributes_of_all_sizes(self):
        layer = LayerTar()
        # The inode has room for some 90 bytes, a block for 4000, more takes inodes of their own.
        for size in [*range(0, 130, 3), *range(3900, 4100, 9), 5000, 20_000, 60_000, 65_536]:
            layer.file(b"one-%d" % size, b"x", xattrs={b"user.a": b"v" * size})
        for count in (1, 2, 5, 50, 100):
            layer.file(b"many-%d" % count, xattrs={b"user.%d" % i: b"%d" % i * 8
                                                   for i in range(count)})
        layer.file(b"both", xattrs={b"user.small": b"s", b"user.large": b"l" * 3000,
                                    b"user.huge": b"h" * 30_000})
        layer.directory(b"d", xattrs={b"trusted.overlay.opaque": b"y", b"user.x": b"x" * 500})
        layer.symlink(b"s", b"t", xattrs={b"trusted.on.link": b"1" * 2000})
        layer.symlink(b"slow", b"t" * 200, xattrs={b"security.on.link": b"1"})
        layer.fifo(b"p", xattrs={b"trusted.pipe": b"p"})
        layer.char_device(b"c", 1, 3, xattrs={b"trusted.device": b"c" * 100})
        layer.file(b"name", xattrs={b"user." + b"n" * 250: b"long name",
                                    b"trusted." + b"\xff" * 240: b"\0"})
        tree = self.check(layer)
        self.assertEqual(len(tree[b"one-65536"].xattrs[b"user.a"]), 65_536)

    def test_the_same_values_many_times(self):
        layer = LayerTar()
        for number in range(200):
            layer.file(b"f%d" % number, xattrs={b"security.selinux": b"system_u:object_r:usr_t:s0",
                                                b"user.large": b"same" * 700})
        self.check(layer)

    def test_without_large_attributes_there_is_no_feature_for_them(self):
        layer = LayerTar().file(b"f", xattrs={b"user.a": b"v" * 3000})
        with Disk(self.make(self.layer(layer))) as disk:
            self.assertNotIn("ea_inode", disk.superblock()["Filesystem features"])

    def test_access_control_lists(self):
        def acl(*entries):
            return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry)
                                                   for entry in entries)
        none = 0xFFFFFFFF
        minimal = acl((1, 6, none), (4, 4, none), (0x20, 4, none))
        full = acl((1, 7, none), (2, 5, 1000), (2, 4, 70_000), (4, 5, none), (8, 7, 33),
                   (0x10, 7, none), (0x20, 5, none))
        layer = LayerTar()
        layer.file(b"f", b"x", mode=0o775, xattrs={b"system.posix_acl_access": full})
        layer.directory(b"d", mode=0o775, xattrs={b"system.posix_acl_access": full,
                                                   b"system.posix_acl_default": full})
        layer.directory(b"default", xattrs={b"system.posix_acl_default": minimal})
        layer.file(b"with-others", mode=0o775, xattrs={
            b"system.posix_acl_access": full, b"user.a": b"1", b"security.capability": CAPABILITY})
        many = acl((1, 7, none), *((2, 5, 1000 + i) for i in range(200)), (4, 5, none),
                   (0x10, 7, none), (0x20, 5, none))
        layer.file(b"many", mode=0o775, xattrs={b"system.posix_acl_access": many})
        path = self.make(self.layer(layer))
        self.assert_holds(path, self.tree_of_image(self.layer(layer)))

    @unittest.skipUnless(can_mount(), "this user may not mount file systems")
    def test_getfacl_reads_the_lists(self):
        none = 0xFFFFFFFF
        value = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in (
            (1, 6, none), (2, 4, 1234), (4, 4, none), (0x10, 4, none), (0x20, 0, none)))
        path = self.make(self.layer(LayerTar().file(
            b"f", mode=0o640, xattrs={b"system.posix_acl_access": value})))
        told = subprocess.run(["debugfs", "-R", "ea_list f", path], capture_output=True, text=True,
                              check=True).stdout
        self.assertIn("system.posix_acl_access", told)
        with Disk(path) as disk:
            self.assertEqual(disk.mounted_tree()[b"f"].xattrs[b"system.posix_acl_access"], value)

    def test_what_linux_has_no_attributes_for_is_told_and_left_out(self):
        layer = LayerTar().file(b"odd", xattrs={b"com.apple.quarantine": b"q", b"user.kept": b"k"})
        layer.symlink(b"link", b"odd", xattrs={b"user.on-a-link": b"l"})
        result = self.convert(self.layer(layer), "-o", "vm.img", *PLAIN)
        self.assertIn("com.apple.quarantine", result.stderr)
        self.assertIn("odd", result.stderr)
        self.assert_clean(self.folder / "vm.img")
        tree = self.assert_holds(self.folder / "vm.img", self.tree_of_image(self.layer(layer)))
        self.assertEqual(tree[b"odd"].xattrs, {b"user.kept": b"k"})

    def test_times_are_kept_to_the_nanosecond_from_1901_to_2446(self):
        first, last = -2**31, 2**34 - 2**31 - 1
        layer = LayerTar()
        for number, time in enumerate((first, f"{first}.000000001", -1, "-0.5", "-1.999999999", 0,
                                       1, 2**31 - 1, 2**31, 2**32, "4294967296.123456789", 2**33,
                                       last, f"{last}.999999999")):
            layer.file(b"f%d" % number, mtime=time).directory(b"d%d" % number, mtime=time)
        tree = self.check(layer)
        self.assertEqual(tree[b"f13"].mtime, last * 10**9 + 999_999_999)

    def test_other_times_become_the_nearest_with_a_word(self):
        layer = LayerTar().file(b"late", mtime=2**34).file(b"early", mtime=-2**31 - 1)
        result = self.convert(self.layer(layer), "-o", "vm.img", *PLAIN)
        self.assertRegex(result.stderr, r"warning: .*late|warning: .*early|warning: .*time")
        self.assert_clean(self.folder / "vm.img")
        with Disk(self.folder / "vm.img") as disk:
            tree = disk.tree()
        self.assertEqual(tree[b"late"].mtime // 10**9, 2**34 - 2**31 - 1)
        self.assertEqual(tree[b"early"].mtime, -2**31 * 10**9)

    def test_owners_modes_and_devices_at_their_ends(self):
        layer = LayerTar().file(b"f", mode=0o7777, uid=2**32 - 2, gid=2**32 - 2)
        layer.file(b"none", mode=0, uid=65_536, gid=65_535).directory(b"d", mode=0o7777)
        for number, (major, minor) in enumerate(((0, 0), (1, 3), (255, 255), (256, 0), (0, 256),
                                                 (4095, 2**20 - 1), (8, 2**20 - 1))):
            layer.char_device(b"c%d" % number, major, minor)
            layer.block_device(b"b%d" % number, major, minor)
        self.check(layer)

    def test_links_short_and_long(self):
        layer = LayerTar()
        for size in (1, 58, 59, 60, 61, 255, 4094, 4095):
            layer.symlink(b"s%d" % size, b"t" * size)
            layer.hard_link(b"again-%d" % size, b"s%d" % size)
        path = self.make(self.layer(layer))
        self.assert_holds(path, self.tree_of_image(self.layer(layer)))

    def test_what_the_kernel_would_refuse_is_refused_by_name(self):
        for layer, words in ((LayerTar().file(b"n" * 256), "n" * 20),
                             (LayerTar().symlink(b"far", b"t" * 4096), "far")):
            with self.subTest(words):
                message = self.refused(6, self.layer(layer), "-o", "vm.img", "--kernel", "none")
                self.assertIn(words, message)
                self.assertEqual(self.files(), [])
