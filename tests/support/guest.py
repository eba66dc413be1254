# SPDX-License-Identifier: Apache-2.0
"""A guest on a terminal: what a person would type and see."""

import json
import os
import pathlib
import pty
import re
import select
import signal
import socket
import subprocess
import tempfile
import time

# TCG on a busy machine; a boot takes 3 to 5 s on an idle one.
DEADLINE = 60
# What the kernel says, even with "quiet", when a busy host has not let it have its timer in time.
LATE_TIMER = re.compile(r"^\[ *\d+\.\d+\] \.\.MP-BIOS bug: .*\n", re.MULTILINE)


class Guest:
    """Starts a launch script on a terminal of its own. Use it in a `with` statement."""

    def __init__(self, script, *arguments, cwd=None, deadline=DEADLINE):
        self.seen = ""
        self._deadline = deadline
        self._folder = tempfile.TemporaryDirectory(prefix="oci2boot-guest-")
        self._monitor = pathlib.Path(self._folder.name) / "monitor"
        command = [str(script), *arguments, *([] if "--" in arguments else ["--"]),
                   "-qmp", f"unix:{self._monitor},server=on,wait=off"]
        self._terminal, slave = pty.openpty()
        self._process = subprocess.Popen(
            command, cwd=cwd, stdin=slave, stdout=slave, stderr=slave, start_new_session=True)
        os.close(slave)
        self._unread = 0

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        os.close(self._terminal)
        self._folder.cleanup()

    def _read(self, deadline):
        """Takes in what has come; False at the end."""
        ready, _, _ = select.select([self._terminal], [], [], max(0, deadline - time.monotonic()))
        if not ready:
            raise AssertionError(
                f"nothing more came within {self._deadline} s after:\n{self.seen}")
        try:
            data = os.read(self._terminal, 65536)
        except OSError:  # EIO: the last process has closed the terminal
            return False
        self.seen += data.decode(errors="replace").replace("\r", "")
        return bool(data)

    def expect(self, pattern):
        """Waits until the pattern is printed, behind what was expected before."""
        deadline = time.monotonic() + self._deadline
        while True:
            found = re.compile(pattern, re.MULTILINE).search(self.seen, self._unread)
            if found:
                self._unread = found.end()
                return found
            if not self._read(deadline):
                raise AssertionError(f"{pattern!r} was never printed; all of it:\n{self.seen}")

    def send(self, text):
        os.write(self._terminal, text.encode())

    def type(self, line):
        self.send(line + "\n")

    def press_power_button(self):
        """What a machine's owner or a host that shuts down does (ACPI; QEMU's system_powerdown).
        Only for a guest that has printed something: before, QEMU may not listen yet."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(self._deadline)
            connection.connect(str(self._monitor))
            with connection.makefile("rw") as monitor:
                for command in ("qmp_capabilities", "system_powerdown"):
                    monitor.write(json.dumps({"execute": command}) + "\n")
                    monitor.flush()
                    # The greeting and events come in between.
                    while "return" not in (answer := json.loads(monitor.readline())):
                        if "error" in answer:
                            raise AssertionError(f"QEMU refused {command}: {answer}")

    def wait(self):
        """The script's exit status, when the guest has powered off."""
        deadline = time.monotonic() + self._deadline
        while self._read(deadline):
            pass
        return self._process.wait(timeout=self._deadline)


def run(script, *arguments, cwd=None):
    """Boots without a terminal, as CI does. Returns the exit status and what was printed."""
    result = subprocess.run(
        [str(script), *arguments], cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, timeout=DEADLINE, check=False)
    output = result.stdout.decode(errors="replace").replace("\r", "")
    return result.returncode, LATE_TIMER.sub("", output)
