# SPDX-License-Identifier: Apache-2.0
"""What judges disks, judged: on file systems that mke2fs and the kernel have written, it sees each
thing that is changed behind their back."""

import os
import subprocess
import unittest

from tests.support.disk_tree import disk_differences
from tests.support.ext4_judge import Disk, can_mount, fsck_complaints
from tests.support.layer_of_everything import DEEP, layer_of_everything
from tests.support.program import TestCase, private_mounts
from tests.support.tree import differences, read_tar

# What debugfs is told, and the property of `d/setuid` that is another one then.
CHANGES = (
    ("set_inode_field d/setuid mode 0104644", "mode"),
    ("set_inode_field d/setuid uid 70000", "uid"),
    ("set_inode_field d/setuid gid 3", "gid"),
    ("set_inode_field d/setuid mtime @1700000001", "mtime"),
    ("set_inode_field d/setuid mtime_extra 400", "mtime"),
    ("set_inode_field d/setuid size 2", "size"),
    ("ln d/setuid another", "links"),
    ("ea_set d/setuid user.more x", "xattrs"),
)


def debugfs(disk, *commands):
    told = subprocess.run(["debugfs", "-w", "-f", "-", str(disk)], check=True, text=True,
                          input="".join(command + "\n" for command in commands),
                          capture_output=True)
    # It repeats each command, and says what went wrong with the same status.
    said = [line for line in told.stderr.splitlines() if not line.startswith("debugfs 1.")]
    if said:
        raise AssertionError(said)


@unittest.skipUnless(can_mount(), "this user may not mount file systems")
class JudgeTest(TestCase):
    @classmethod
    def setUpClass(cls):
        """A disk whose files GNU tar and the kernel have written."""
        shared = cls.shared_folder()
        cls.tar = shared / "layer.tar"
        cls.tar.write_bytes(layer_of_everything())
        cls.written = shared / "written.img"
        subprocess.run(["mke2fs", "-q", "-t", "ext4", "-b", "4096", "-O", "^orphan_file,ea_inode",
                        "-I", "256", "-L", "oci-0123456789ab", "-m", "0", "-E",
                        "lazy_itable_init=0,nodiscard", str(cls.written), "64M"], check=True,
                       capture_output=True)
        place = shared / "place"
        place.mkdir()
        script = ('mount -t ext4 -o loop "$1" "$2" && tar -xpf "$3" -C "$2" --numeric-owner '
                  '--xattrs --xattrs-include="*" && '
                  # tar leaves new times at folders that it has come back to.
                  'tar -xpf "$3" -C "$2" --no-recursion d "$4" && umount "$2"')
        subprocess.run([*private_mounts(), "sh", "-ec", script, "sh", cls.written, place, cls.tar,
                        DEEP], check=True, capture_output=True)

    def copy(self):
        copied = self.folder / "disk.img"
        subprocess.run(["cp", "--sparse=always", self.written, copied], check=True)
        return copied

    def test_what_the_kernel_wrote_is_seen_as_it_was_given(self):
        expected = read_tar(self.tar)
        with Disk(self.written) as disk:
            self.assertEqual(fsck_complaints(self.written), [])
            self.assertEqual(disk_differences(expected, disk.tree()), [])
            self.assertEqual(disk_differences(expected, disk.mounted_tree()), [])
            self.assertEqual(differences(disk.tree(), disk.mounted_tree()), [])

    def test_each_changed_property_is_seen(self):
        expected = read_tar(self.tar)
        for command, field in CHANGES:
            with self.subTest(command):
                changed = self.copy()
                debugfs(changed, command)
                with Disk(changed) as disk:
                    for tree in (disk.tree(), disk.mounted_tree()):
                        lines = [line for line in disk_differences(expected, tree)
                                 if line.startswith("'d/setuid'")]
                        self.assertTrue(any(f" has {field} " in line for line in lines), lines)

    def test_changed_content_targets_devices_and_names_are_seen(self):
        expected = read_tar(self.tar)
        (self.folder / "y").write_text("y")
        for commands, seen in (
                (("rm d/setuid", f"write {self.folder}/y d/setuid"), "'d/setuid' has content"),
                (("rm far", "symlink far elsewhere"), "'far' has target"),
                (("rm null", "mknod null c 1 5"), "'null' has device"),
                (("unlink d/sparse", f"write {self.folder}/y d/sparse"), "'d/sparse' has holes"),
                (("unlink caf\udce9",), "'caf\\xe9' is missing"),
                (("mkdir new",), "'new' should not be there")):
            with self.subTest(commands):
                changed = self.copy()
                commands = [os.fsencode(command).decode("latin-1") for command in commands]
                subprocess.run(["debugfs", "-w", "-f", "-", str(changed)], check=True,
                               input="\n".join(commands).encode("latin-1"), capture_output=True)
                with Disk(changed) as disk:
                    for tree in (disk.tree(), disk.mounted_tree()):
                        lines = disk_differences(expected, tree)
                        self.assertTrue(any(line.startswith(seen) for line in lines),
                                        (seen, lines))

    def test_an_unclean_file_system_is_told(self):
        for command in ("set_inode_field d/setuid links_count 5", "clri d/setuid",
                        "set_super_value free_blocks_count 7", "freei <11>"):
            with self.subTest(command):
                changed = self.copy()
                debugfs(changed, command)
                with Disk(changed) as disk:
                    self.assertIn("e2fsck", "".join(disk.complaints()))

    def test_content_that_nothing_uses_is_told(self):
        changed = self.copy()
        with Disk(changed) as disk:
            self.assertNotIn("is free, and holds", "".join(disk.complaints()))
            free = disk.superblock()["Block count"]
        with open(changed, "r+b") as file:
            file.seek((int(free) - 1) * 4096)
            file.write(b"a secret".ljust(4096, b"\0"))
        with Disk(changed) as disk:
            self.assertIn("is free, and holds b'a secret", "".join(disk.complaints()))

    def test_a_damaged_qcow2_is_told(self):
        image = self.folder / "disk.qcow2"
        subprocess.run(["qemu-img", "convert", "-O", "qcow2", self.written, image], check=True)
        with Disk(image) as disk:
            self.assertNotIn("qemu-img", "".join(disk.complaints()))
            self.assertEqual(disk_differences(read_tar(self.tar), disk.tree()), [])
        subprocess.run(["qemu-io", "-c", "write 60M 64k", image], check=True, capture_output=True)
        with open(image, "r+b") as file:
            file.seek(48)  # the offset of the table of reference counts
            table = int.from_bytes(file.read(8), "big")
            file.seek(table)
            block = int.from_bytes(file.read(8), "big")
            file.seek(block + 2 * 8)
            file.write(b"\0\7")  # one cluster has seven users
        with Disk(image) as disk:
            self.assertIn("qemu-img check: 1 corruptions, 1 leaks", "".join(disk.complaints()))
