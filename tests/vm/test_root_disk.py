# SPDX-License-Identifier: Apache-2.0
"""How stage 1 finds the root, and what it says when it does not."""

import re
import subprocess

from tests.support import images, partitions
from tests.support.guest import run
from tests.support.program import TestCase

UUID = "0f0f0f0f-1111-2222-3333-444444444444"


class RootDiskTest(TestCase):
    """One disk whose guest tells where its root is."""

    @classmethod
    def setUpClass(cls):
        cls.image = images.busybox_layout(cls.shared_folder() / "image")

    def setUp(self):
        super().setUp()
        self.convert(f"oci:{self.image}", "-o", "vm.img", "--", "grep", " / ", "/proc/mounts")
        self.disk = self.folder / "vm.img"
        self.script = self.folder / "vm.img.sh"

    def boot(self, *options):
        return run(self.script, *options)

    def other_disk(self, beginning=b""):
        """QEMU arguments for one more disk: a file system that mke2fs made, behind `beginning`."""
        path = self.folder / "other.img"
        with open(path, "wb") as file:
            file.truncate(len(beginning) + (32 << 20) + 34 * partitions.SECTOR)
            file.write(beginning)
        root = images.busybox_root(self.folder / "other")
        subprocess.run(["mke2fs", "-q", "-t", "ext4", "-F", "-U", UUID, "-L", "my disk", "-d", root,
                        "-E", f"offset={len(beginning)}", path, "32M"], check=True)
        return ("--", "-drive", f"if=none,id=other,format=raw,file={path}", "-device",
                "virtio-blk-pci,drive=other")

    def assert_root(self, expected, *options):
        status, output = self.boot(*options)
        self.assertEqual(status, 0, output)
        self.assertRegex(output, expected)

    def test_the_plans_root_is_found_beside_other_disks(self):
        self.assert_root(r"\A/dev/vda / ext4 rw,", *self.other_disk())

    def test_the_kernels_command_line_names_another(self):
        other = self.other_disk()
        for name in (f"UUID={UUID.upper()}", '"LABEL=my disk"', "/dev/vdb"):
            with self.subTest(name):
                self.assert_root(r"\A/dev/vdb / ext4 rw,", "--append", f"root={name}", *other)

    def test_partitions_are_found(self):
        guid = "abcdef01-2345-6789-abcd-ef0123456789"
        size = partitions.START + (32 << 20) + 34 * partitions.SECTOR
        for name, table in ((guid, partitions.gpt(size, guid)),
                            ("DEADBEEF-02", partitions.mbr(size, 0xDEADBEEF))):
            with self.subTest(name):
                self.assert_root(r"\A/dev/vdb2 / ext4 rw,", "--append", f"root=PARTUUID={name}",
                                 *self.other_disk(table))
                subprocess.run(["rm", "-r", self.folder / "other"], check=True)

    def test_mount_options_are_taken(self):
        self.assert_root(r"\A/dev/vda / ext4 ro,noatime,commit=30 ", "--append",
                         "ro rootflags=noatime,commit=30")

    def assert_fails(self, expected, *options):
        status, output = self.boot(*options)
        self.assertEqual(status, 125, output)
        told = "".join(line + "\n" for line in output.splitlines()
                       if line.startswith("oci2boot: "))
        self.assertRegex(told, expected)
        self.assertNotIn("panic", output)

    def test_a_root_that_is_not_there_is_named_with_the_disks_that_are(self):
        self.assert_fails(r"\Aoci2boot: waiting for the root file system LABEL=none\n"
                          r"oci2boot: cannot find the root file system LABEL=none\n"
                          r"oci2boot: block devices: vda \(ext4, UUID=[0-9a-f-]{36}, "
                          r"LABEL=oci-[0-9a-f]{12}\)\n\Z", "--append", "root=LABEL=none")

    def test_a_damaged_root_is_said_to_be_that(self):
        with open(self.disk, "r+b") as file:
            file.seek(4096)  # the group descriptors
            file.write(b"\xff" * 4096)
        self.assert_fails(r"\Aoci2boot: cannot mount /dev/vda \(ext4\) as the root file system: it "
                          r"is damaged; e2fsck on the host may mend it\noci2boot: block devices: "
                          r"vda \(ext4, ")

    def test_a_write_protected_disk_gives_a_root_that_is_read_only(self):
        text = self.script.read_text()
        self.script.write_text(re.sub("discard=unmap", "readonly=on", text))
        status, output = self.boot()
        self.assertEqual(status, 0, output)
        self.assertRegex(output, r"oci2boot: /dev/vda is write-protected, and so is the root file "
                                 r"system\n/dev/vda / ext4 ro,")

    def test_a_missing_disk_is_named_before_anything_starts(self):
        self.disk.unlink()
        status, output = self.boot()
        self.assertEqual(status, 1, output)
        self.assertRegex(output, r"\Avm\.img\.sh: cannot read '.*/vm\.img'; it has to lie beside "
                                 r"this script\n\Z")
