# SPDX-License-Identifier: Apache-2.0
"""Interactive shells at a terminal, as somebody sits at who presses Tab."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time

TAB, LINE_START = "\t", "\x01"
_SHOWN = re.compile(r"BEGIN((?:<[^>]*>)*)DONE")
# What a line has come to: its words, as the shell takes them.
SHOW = "show() { printf BEGIN; printf '<%s>' \"$@\"; echo DONE; }\n"
_DEADLINE = 60


class Shell:
    """`command` reads its settings from files that the test has made. Use it in a `with`
    statement."""

    def __init__(self, command, cwd, env):
        self._command, self._cwd, self._env = command, cwd, env

    def __enter__(self):
        self._terminal, inside = pty.openpty()
        fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 200, 0, 0))
        self._process = subprocess.Popen(
            self._command, cwd=self._cwd, env={**self._env, "TERM": "xterm"}, stdin=inside,
            stdout=inside, stderr=inside, start_new_session=True, close_fds=True)
        os.close(inside)
        self._said = ""
        try:
            self._wait_for(re.compile("READY> "))
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait()
        os.close(self._terminal)

    def completed(self, line, more=""):
        """The words of the line when Tab is pressed at its end, and `more` is typed then."""
        self._said = ""
        os.write(self._terminal, f"{line}{TAB}{more}{LINE_START}show \r".encode())
        found = self._wait_for(_SHOWN)
        self._wait_for(re.compile("READY> "), found.end())
        return re.findall("<([^>]*)>", found.group(1))

    def _wait_for(self, pattern, begin=0):
        deadline = time.monotonic() + _DEADLINE
        while not (found := pattern.search(self._said, begin)):
            ready, _, _ = select.select([self._terminal], [], [],
                                        max(0, deadline - time.monotonic()))
            if not ready:
                raise AssertionError(f"the shell does not answer: {self._said!r}")
            self._said += os.read(self._terminal, 4096).decode(errors="replace")
        return found
