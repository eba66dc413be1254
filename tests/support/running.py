# SPDX-License-Identifier: Apache-2.0
"""`oci2boot run` while it runs: started, watched, and ended by all that can end it. The machine is
a real one, or tests/support/fake_qemu, which starts in a moment."""

import json
import os
import pathlib
import re
import signal
import subprocess

from tests.support import images
from tests.support.program import PROGRAM, TestCase, environment, wait_until

DEADLINE = 60
_FAKE_QEMU = pathlib.Path(__file__).with_name("fake_qemu")


def state_of(pid):
    """As proc(5) has it: R, S, T, Z …; X where there is no such process."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return "X"


def is_there(pid):
    """Whether a process runs; one that has ended and that nobody has asked about does not."""
    return state_of(pid) not in "ZX"


def peak_memory(pid):
    """The most bytes that a process has had in memory (proc(5), VmHWM)."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"^VmHWM:\s*(\d+) kB$", status, re.MULTILINE)[1]) << 10


def descendants(pid):
    """{pid: name} of what a process has started, and what that has."""
    found = {}
    parents = [str(pid)]
    while parents:
        for task in pathlib.Path(f"/proc/{parents.pop()}/task").glob("*/children"):
            try:
                children = task.read_text().split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            for child in children:
                parents.append(child)
                found[int(child)] = pathlib.Path(f"/proc/{child}/comm").read_text().strip()
    return found


class RunCase(TestCase):
    """Tests that share an image of busybox and a cache."""

    @classmethod
    def setUpClass(cls):
        shared = cls.shared_folder()
        cls.cache = shared / "cache"
        cls.image = f"oci:{images.busybox_layout(shared / 'image')}"

    def command(self, *options, script="true"):
        return [PROGRAM, "run", "-q", "--cache-dir", str(self.cache), *options, self.image, "--",
                "sh", "-c", script]

    def roots(self):
        """What the cache has, as `cache ls --json` tells it."""
        listed = subprocess.run([PROGRAM, "cache", "ls", "--json", "--cache-dir", str(self.cache)],
                                check=True, capture_output=True)
        return json.loads(listed.stdout)["roots"]

    def start(self, *options, script="true", env=None, **how):
        """Starts a run whose ends are pipes of bytes, in a session of its own so that no terminal
        of ours is its own."""
        (self.folder / "tmp").mkdir(exist_ok=True)
        env = {"TMPDIR": str(self.folder / "tmp"), **(env or {})}
        how = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE,
               "start_new_session": True, **how}
        process = subprocess.Popen(self.command(*options, script=script), cwd=self.folder,
                                   env=environment(env), **how)
        self.addCleanup(self._end, process)
        return process

    @staticmethod
    def _end(process):
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe:
                pipe.close()

    def fake_environment(self, guest):
        """In which QEMU is fake_qemu with this guest."""
        tools = self.folder / "bin"
        if not tools.exists():
            tools.mkdir()
            (tools / "qemu-system-x86_64").symlink_to(_FAKE_QEMU)
            (tools / "qemu-system-aarch64").symlink_to(_FAKE_QEMU)
        (self.folder / "pid").unlink(missing_ok=True)
        return {"PATH": f"{tools}:{os.environ['PATH']}", "FAKE_GUEST": guest,
                "FAKE_FOLDER": str(self.folder)}

    def fake(self, guest, *options, notes=None, **how):
        """Starts a run whose guest is a shell here. `notes`: fake_qemu's folder, if not ours."""
        env = self.fake_environment(guest)
        return self.start(*options, env={**env, "FAKE_FOLDER": str(notes or self.folder)}, **how)

    def fake_qemu(self):
        """The process in QEMU's place, once it runs."""
        wait_until((self.folder / "pid").exists, "QEMU runs")
        return int((self.folder / "pid").read_text())

    def assert_said(self, process, line):
        """The guest's program says that next."""
        self.assertEqual(process.stdout.readline(), line.encode() + b"\n")

    def assert_ends(self, process, status, said=b""):
        """It ends with this status, having said that on standard error."""
        self.assertEqual(process.wait(timeout=DEADLINE), status)
        if process.stderr:
            self.assertEqual(process.stderr.read(), said)

    def assert_gone(self, *pids):
        for pid in pids:
            wait_until(lambda: not is_there(pid), f"{pid} has ended")

    @staticmethod
    def interrupt(process, number=signal.SIGINT):
        os.kill(process.pid, number)
