# SPDX-License-Identifier: Apache-2.0
"""A program on a terminal of its own, which is read as it prints."""

import os
import pty
import re
import select
import signal
import subprocess
import time

from tests.docs.transcript import plain

# A guest under TCG on a busy machine.
DEADLINE = 90


class Terminal:
    def __init__(self, command, **options):
        self.seen = ""
        self._unread = 0
        self._terminal, slave = pty.openpty()
        self._process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave,
                                         start_new_session=True, **options)
        os.close(slave)

    def close(self):
        """Ends it, if it has not."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGTERM)
            try:
                self._process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()
        os.close(self._terminal)

    def _read(self, deadline):
        """False at the end."""
        ready, _, _ = select.select([self._terminal], [], [], max(0, deadline - time.monotonic()))
        if not ready:
            raise AssertionError(f"nothing more came in {DEADLINE} s after:\n{self.seen}")
        try:
            data = os.read(self._terminal, 65536)
        except OSError:  # EIO: nobody has the terminal any more
            return False
        self.seen += plain(data)
        return bool(data)

    def expect(self, pattern):
        """Waits until it is printed, behind what was expected before."""
        deadline = time.monotonic() + DEADLINE
        while not (found := re.compile(pattern, re.MULTILINE).search(self.seen, self._unread)):
            if not self._read(deadline):
                raise AssertionError(f"{pattern!r} was never printed; all of it:\n{self.seen}")
        self._unread = found.end()

    def type(self, text):
        os.write(self._terminal, text.encode())

    def wait(self):
        """The exit status, when nobody has the terminal any more."""
        deadline = time.monotonic() + DEADLINE
        while self._read(deadline):
            pass
        return self._process.wait(timeout=DEADLINE)
