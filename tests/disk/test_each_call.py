# SPDX-License-Identifier: Apache-2.0
"""Each system call of a conversion that changes files, in turn, finds a full disk, or is the last
one: never a file under its final name that is not whole, and nothing else that stays."""

import signal

from tests.disk.fault_test_case import FORMS, EachCallTestCase


class EachCallTest(EachCallTestCase):
    def test_a_full_disk(self):
        for name in FORMS:
            whole = self.whole(name)

            def judge(result, whole=whole):
                if result.returncode == 0:  # the call was one that can do without
                    self.assertEqual(self.digests(), whole)
                    return
                self.assertIn(result.returncode, (1, 7), result.stderr)
                # Of two threads that are hit, one may want to tell of the other.
                self.assertRegex(result.stderr,
                                 r"\A(oci2boot: .*No space left on device.*\n)?\Z")
                self.assertEqual(self.files(), [])

            self.at_each_call(name, "error=ENOSPC", judge)

    def test_killed(self):
        self.check_signal(signal.SIGKILL, ["vm.img"])
