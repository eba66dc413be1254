# SPDX-License-Identifier: Apache-2.0
"""Many machines at once, on one cache that is empty at first."""

import unittest

from tests.support.running import RunCase

MANY = 20
DEADLINE = 1200  # they share what processors there are


class ManyTest(RunCase):
    def test_each_of_twenty_has_its_own_input_output_and_status(self):
        runs = [self.start("-m", "256M", "-e", f"NUMBER={number}",
                           script='read -r line; echo "$line $NUMBER"; exit $NUMBER')
                for number in range(MANY)]
        for number, run in enumerate(runs):
            out, err = run.communicate(f"line {number}\n".encode(), timeout=DEADLINE)
            self.assertEqual((out, err, run.returncode),
                             (f"line {number} {number}\n".encode(), b"", number))
        self.assertEqual(len(self.roots()), 1)


if __name__ == "__main__":
    unittest.main()
