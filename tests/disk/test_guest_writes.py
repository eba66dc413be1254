# SPDX-License-Identifier: Apache-2.0
"""The guest's kernel writes to the disk, and loses power: the journal brings it back, nothing that
was synced is lost, and e2fsck finds nothing."""

import pathlib
import subprocess

from tests.disk.disk_test_case import DiskTestCase
from tests.support import images
from tests.support.ext4_judge import Disk, e2fsck, fsck_complaints
from tests.support.guest import Guest
from tests.support.program import wait_until

LOAD = pathlib.Path(__file__).with_name("write_load.c").read_text(encoding="utf-8")


def is_unlocked(path):
    return subprocess.run(["qemu-img", "info", path], stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL, check=False).returncode == 0


class PowerCutTest(DiskTestCase):
    @classmethod
    def setUpClass(cls):
        shared = cls.shared_folder()
        root = images.busybox_root(shared / "root")
        images.static_program(root / "bin/write-load", LOAD)
        for number in range(500):
            folder = root / f"usr/share/d{number % 20}"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"file-{number}").write_bytes(b"%d\n" % number * (number * 13 % 2000))
        cls.image = images.oci_layout(shared / "image", root, entrypoint="/bin/write-load")

    def check(self, name, *options, rounds):
        self.convert(f"oci:{self.image}", "-o", name, "--size", "+64M", *options)
        self.assert_clean(self.folder / name)
        with Guest(self.folder / f"{name}.sh") as guest:
            guest.expect(rf"^synced {rounds}$")
        # QEMU has been killed in the middle of the next round. It holds a lock until it is gone.
        wait_until(lambda: is_unlocked(self.folder / name), "QEMU is gone")
        self.assert_recovers(name)
        with Guest(self.folder / f"{name}.sh") as guest:
            last = int(guest.expect(r"^checked up to (\d+)$")[1])
            self.assertEqual(guest.wait(), 0, guest.seen)
            self.assertGreaterEqual(last, rounds)
        with Disk(self.folder / name) as disk:
            self.assertEqual(fsck_complaints(disk.raw), [])

    def assert_recovers(self, name):
        """On a copy, e2fsck replays the journal, has nothing to ask, and finds all well then."""
        copy = self.inputs / "copy.img"
        with Disk(self.folder / name) as disk:
            subprocess.run(["cp", "--sparse=always", disk.raw, copy], check=True)
        mended = e2fsck("-p", copy)
        self.assertIn(mended.returncode, (0, 1), mended.stdout + mended.stderr)
        self.assertIn("recovering journal", mended.stdout)
        self.assertEqual(fsck_complaints(copy), [])
        copy.unlink()

    def test_raw(self):
        self.check("vm.img", rounds=2)

    def test_qcow2(self):
        self.check("vm.qcow2", rounds=3)

    def test_a_compressed_disk(self):
        self.check("vm.qcow2", "--compress", "zstd", rounds=1)
