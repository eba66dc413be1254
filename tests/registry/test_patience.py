# SPDX-License-Identifier: Apache-2.0
"""How patience ends, which takes its time: all that waits waits at once."""

import unittest

from tests.support.faulty_proxy import FaultyProxy, Gate, cut, held, silent, status
from tests.support.registry import needs_registry
from tests.registry.test_transfer import TransferTestCase


@needs_registry
class PatienceTest(TransferTestCase):
    def setUp(self):
        super().setUp()
        self.waiting = []

    def pull(self, pattern, fault, times=None):
        """Starts a pull with a cache of its own through a server with this fault."""
        proxy = self.enterContext(FaultyProxy(self.registry.address))
        proxy.fault(pattern, fault, times)
        cache = self.home / f"cache{len(self.waiting)}"
        process = self.start("pull", proxy.name("x"), "--cache-dir", cache)
        self.waiting.append((process, proxy))
        return process, proxy

    def end(self, process):
        _, said = process.communicate(timeout=280)
        return process.returncode, said

    def test_stalls_and_failures_that_do_not_end(self):
        gate = Gate()
        self.addCleanup(gate.open)
        stalls = self.pull(self.blob, held(gate, 100_000), times=1)
        mute = self.pull(self.proxy.MANIFESTS, silent(gate), times=1)
        broken = self.pull(self.blob, status(503))
        empty = self.pull(self.blob, cut(0))
        lost = self.pull(self.proxy.MANIFESTS, status(500))

        self.assertEqual(self.end(stalls[0])[0], 0)
        self.assertEqual([request.range for request in stalls[1].gets(self.blob)],
                         ["", "bytes=100000-"])
        self.assertEqual(self.end(mute[0])[0], 0)
        for (process, proxy), word in ((broken, "503"), (empty, ""), (lost, "500")):
            code, said = self.end(process)
            self.assertEqual(code, 3, said)
            self.assertIn(word, said)
            self.assertIn(proxy.address, said)
            self.assertIn("tried 6 times", said)


if __name__ == "__main__":
    unittest.main(verbosity=2)
