# SPDX-License-Identifier: Apache-2.0
"""The other signals, and the other forms of disks, of what test_each_call.py tries."""

import signal

from tests.disk.disk_test_case import PLAIN
from tests.disk.fault_test_case import EachCallTestCase
from tests.support.injected import CHANGING, most_calls


class EachSignalTest(EachCallTestCase):
    def test_killed(self):
        self.check_signal(signal.SIGKILL, ["vm.qcow2", "zstd.qcow2"])

    def test_interrupted(self):
        self.check_signal(signal.SIGINT, ["vm.img"])  # handled as any other that ends a process

    def test_an_old_disk_stays_until_the_new_one_is_whole(self):
        new = self.whole("vm.img")["vm.img"]
        (self.folder / "vm.img").write_text("old")
        old = self.digests()["vm.img"]
        calls = most_calls(CHANGING, self.image, "-o", "vm.img", *PLAIN, "-q", "--force",
                           cwd=self.folder)
        for number in range(1, calls + 1):
            with self.subTest(call=number):
                (self.folder / "vm.img").write_text("old")
                result = self.disturbed("vm.img", "signal=SIGKILL", number)
                digest = self.digests()["vm.img"]
                self.assertIn(digest, (old, new) if result.returncode else (new,))
