# SPDX-License-Identifier: Apache-2.0
"""A guest that is a whole system: somebody logs in on its console, types commands, and turns the
machine off."""

import http.client
import re
import socket
import time
import urllib.request

from tests.support.guest import Guest
from tests.support.program import wait_until

# A system under TCG on a busy machine; on an idle one they take 5 to 30 s.
DEADLINE = 240
PROMPT = "box> "
# What the kernel says (loglevel=7), and how programs color what they say.
_NOISE = re.compile(r"^\[ *\d+\.\d+\] .*\n|\x1b\[[0-9;?]*[A-Za-z]", re.MULTILINE)


def free_port():
    """A TCP port of this host that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fetch(port):
    """What a web server behind a forwarded port answers, as soon as it does: QEMU takes connections
    from the start, and drops them until somebody listens in the guest."""
    answers = []

    def asked():
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=DEADLINE) as answer:
                answers.append(answer.read().decode(errors="replace"))
        except (OSError, http.client.HTTPException):
            return False
        return True

    wait_until(asked, f"a web server behind port {port} answers", DEADLINE)
    return answers[0]


class SystemGuest(Guest):
    """Says what its kernel says. Its clock runs from the start of the launch script."""

    def __init__(self, script, *arguments):
        self._start = time.monotonic()
        # "Run /init" is a message of level 6, which "quiet" hides.
        super().__init__(script, "--append", "loglevel=7", *arguments, deadline=DEADLINE)
        self.ready = None  # seconds since then

    def expect_userspace(self):
        """Waits until the kernel starts PID 1; at which second of its clock it did."""
        return float(self.expect(r"^\[ *(\d+\.\d+)\] Run /init as init process").group(1))

    def expect_ready(self, pattern):
        """Like expect(), for what is the sign that it is up."""
        found = self.expect(pattern)
        self.ready = time.monotonic() - self._start
        return found

    def log_in(self, user="root", password=None):
        """As a person at the console; leaves a shell behind that run() can talk to."""
        self.expect_ready("login: ")
        self.type(user)
        if password is not None:
            self.expect("assword: ")
            self.type(password)
        self.expect(r"[#$] ")
        self.plain_shell()

    def plain_shell(self):
        """In the place of the shell that waits now: one that neither edits lines nor colors."""
        self.type("exec env TERM=dumb PS1=box''\\>' ' sh")
        self.expect(PROMPT)

    def run(self, line):
        """What a command prints in that shell."""
        # Split, so that it is not found in what the terminal echoes.
        self.type(line + "; echo END''-OF-IT")
        printed = self.expect(r"\n([^\x00]*?)END-OF-IT\n").group(1)
        self.expect(PROMPT)
        # The kernel may have said something, and ended its line, in front of the echo.
        printed = printed.rpartition("; echo END''-OF-IT\n")[2]
        return _NOISE.sub("", printed).strip()

    def said(self):
        """Everything so far but the kernel's messages."""
        return _NOISE.sub("", self.seen)
