# SPDX-License-Identifier: Apache-2.0
"""ls and unpack on disks that mke2fs made, and on those that debugfs damaged."""

import dataclasses
import json
import os
import re
import shutil
import subprocess

from tests.support.ext4_judge import can_mount
from tests.support.program import TestCase, oci2boot
from tests.support.tree import differences, read_folder, read_tar

MIB = 1 << 20


def debugfs(path, *requests):
    for request in requests:
        subprocess.run(["debugfs", "-w", "-R", request, path], check=True, capture_output=True)


class DiskTest(TestCase):
    def setUp(self):
        super().setUp()
        self.source = self.folder / "source"
        (self.source / "d/many").mkdir(parents=True)
        (self.source / "d/file").write_bytes(os.urandom(300_000))
        os.link(self.source / "d/file", self.source / "hard")
        (self.source / "slow").symlink_to("t" * 100)
        (self.source / "fast").symlink_to("d/file")
        os.mkfifo(self.source / "fifo")
        with open(self.source / "sparse", "wb") as file:
            for offset in (0, 5 * MIB, 20 * MIB):
                file.seek(offset)
                file.write(b"data at %d" % offset)
        for n in range(1200):
            (self.source / f"d/many/name-{n:04}-{'x' * 40}").touch()
        self.set_times()

    def set_times(self):
        """mke2fs 1.47.0 copies whole seconds."""
        for folder, names, files in os.walk(self.source, topdown=False):
            for name in names + files:
                os.utime(os.path.join(folder, name), (1_600_000_000,) * 2, follow_symlinks=False)
        os.utime(self.source, (1_600_000_000,) * 2)

    def make(self, *options, size=64 * MIB):
        path = self.folder / "disk.img"
        path.unlink(missing_ok=True)
        path.touch()
        os.truncate(path, size)
        subprocess.run(["mke2fs", "-q", "-F", *options, "-d", self.source, path], check=True,
                       capture_output=True)
        return path

    def unpacked(self, path):
        result = oci2boot("unpack", path, self.folder / "x.tar", "--force")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return read_tar(self.folder / "x.tar")

    def said(self, path, status=6):
        return self.refused(status, "ls", path)


class KindsTest(DiskTest):
    def test_file_systems_of_all_kinds(self):
        whole = read_folder(self.source)
        without_holes = {path: dataclasses.replace(node, holes=None)
                         for path, node in whole.items()}
        for options in (("-t", "ext4", "-b", "4096"), ("-t", "ext4", "-b", "1024"),
                        ("-t", "ext2", "-b", "1024"),
                        ("-t", "ext3"), ("-t", "ext4", "-I", "128"),
                        ("-t", "ext4", "-O", "^64bit,^metadata_csum"),
                        ("-t", "ext4", "-O", "meta_bg,^resize_inode", "-g", "8192"),
                        ("-t", "ext4", "-O", "metadata_csum_seed,ea_inode,large_dir"),
                        ("-t", "ext4", "-O", "^resize_inode,sparse_super2", "-g", "8192"),
                        ("-t", "ext4", "-O", "bigalloc", "-C", "16384")):
            with self.subTest(options):
                got = self.unpacked(self.make(*options))
                expected = dict(whole if "4096" in options else without_holes)
                for path in (b"", b"lost+found"):  # mke2fs's own
                    got.pop(path)
                    expected.pop(path, None)
                self.assertEqual(differences(expected, got), [])

    def test_a_qcow2_of_qemu_imgs_is_read_alike(self):
        path = self.make("-t", "ext4")
        expected = oci2boot("ls", path).stdout
        for options in ((), ("-c",), ("-o", "compat=0.10")):
            other = self.folder / "disk.qcow2"
            subprocess.run(["qemu-img", "convert", "-O", "qcow2", *options, path, other],
                           check=True, capture_output=True)
            self.assertEqual(oci2boot("ls", other).stdout, expected)

    def test_a_block_device_is_read_as_its_file_is(self):
        if not can_mount():
            self.skipTest("takes root, and loop devices")
        path = self.make("-t", "ext4")
        device = subprocess.run(["losetup", "--find", "--show", "--read-only", path], check=True,
                                capture_output=True, text=True).stdout.strip()
        try:
            result = oci2boot("ls", device)
        finally:
            subprocess.run(["losetup", "--detach", device], check=True)
        self.assertEqual((result.returncode, result.stdout), (0, oci2boot("ls", path).stdout))

    def test_a_file_system_that_was_not_unmounted_is_told(self):
        path = self.make("-t", "ext4")
        debugfs(path, "feature needs_recovery")
        result = oci2boot("ls", path)
        self.assertEqual(result.returncode, 0)
        self.assertIn("warning: the file system was not unmounted", result.stderr)


class DamageTest(DiskTest):
    def test_disks_that_were_cut(self):
        path = self.make("-t", "ext4")
        os.truncate(path, 10 * MIB)
        self.assertIn("it was cut", self.said(path))
        os.truncate(path, 1500)
        self.assertIn("ls and unpack read those three", self.said(path))

    def test_directories_in_a_circle(self):
        path = self.make("-t", "ext4")
        debugfs(path, "link /d /d/many/again")
        self.assertIn("the directory 'again' has two names", self.said(path))
        debugfs(path, "unlink /d/many/again", "link / /d/root")
        self.assertIn("the directory 'root' has two names", self.said(path))

    def test_names_that_stand_for_nothing(self):
        for request, part in (("clri /d/file", "which is not in use"),
                              ("link <3> /d/odd", "which no file can have"),
                              ("set_inode_field /fast size 5000", "makes no sense"),
                              ("set_inode_field /hard mode 0", "which is not in use"),
                              ("set_inode_field /hard mode 0170644", "has no type")):
            with self.subTest(request):
                path = self.make("-t", "ext4")
                debugfs(path, request)
                self.assertIn(part, self.said(path))

    def test_blocks_outside_of_the_disk(self):
        path = self.make("-t", "ext4")
        debugfs(path, "set_inode_field /hard block[5] 0x7fffffff")
        self.assertIn("make no sense", self.said(path))
        path = self.make("-t", "ext4")
        debugfs(path, "set_inode_field /hard file_acl 0x7fffffff")
        self.assertIn("lies outside of it", self.said(path))
        path = self.make("-t", "ext4")
        debugfs(path, "set_bg 0 inode_table 0x7fffffff")
        self.assertIn("outside of it", self.said(path))

    def test_a_map_of_blocks_that_goes_round(self):
        path = self.make("-t", "ext3", "-b", "4096")
        # Three blocks: each entry of the first leads to the second, each of that to the third,
        # which has none. That is a hole of 4 TiB, and a million blocks to be read.
        free = subprocess.run(["debugfs", "-R", "ffb 3", path], check=True, capture_output=True,
                              text=True).stdout
        first, second, third = map(int, re.findall(r"\d+", free))
        with open(path, "r+b") as image:
            for block, to in ((first, second), (second, third), (third, 0)):
                image.seek(block * 4096)
                image.write(to.to_bytes(4, "little") * 1024)
        debugfs(path, f"set_inode_field /hard block[TIND] {first}",
                "set_inode_field /hard size 0x40000000000")
        self.assertIn("make no sense", self.said(path))

    def test_what_does_not_match_its_checksum(self):
        path = self.make("-t", "ext4", "-b", "4096")
        image = bytearray(path.read_bytes())
        image[1024 + 0x78] ^= 1  # the label, in the superblock
        damaged = self.folder / "damaged.img"
        damaged.write_bytes(image)
        self.assertIn("its superblock does not match its checksum", self.said(damaged, 5))
        found = subprocess.run(["debugfs", "-R", "imap /hard", path], check=True,
                               capture_output=True, text=True).stdout
        block, offset = re.search(r"at block (\d+), offset (\w+)", found).groups()
        image = bytearray(path.read_bytes())
        image[int(block) * 4096 + int(offset, 16) + 2] ^= 1  # its owner
        damaged.write_bytes(image)
        self.assertRegex(self.said(damaged, 5), r"inode \d+ does not match its checksum")

    def test_features_that_are_not_read_are_named(self):
        shutil.rmtree(self.source)
        self.source.mkdir()
        path = self.make("-t", "ext4", "-O", "inline_data")
        self.assertIn("the feature inline_data, which is not read", self.said(path))

    def test_limits_bound_what_a_disk_may_ask(self):
        path = self.make("-t", "ext4")
        for limit in ("entries=100", "metadata-bytes=100", "unpacked-bytes=100", "path-depth=1"):
            said = self.refused(6, "ls", "--limit", limit, path)
            self.assertIn(f"--limit {limit.partition('=')[0]}=N raises it", said)

    def test_a_listing_is_one_document_and_sorted(self):
        listed = json.loads(oci2boot("ls", "--json", self.make("-t", "ext4"), "/d/many").stdout)
        paths = [entry["path"] for entry in listed["entries"]]
        self.assertEqual((len(paths), paths), (1201, sorted(paths)))
