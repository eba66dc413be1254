# SPDX-License-Identifier: Apache-2.0
"""Nothing of a run outlives it: no process, whoever dies first, and no file."""

import os
import signal
import unittest

from tests.support.program import wait_until
from tests.support.running import DEADLINE, RunCase, descendants

SLEEPS = "echo up; exec sleep 1000"
COMPLAINS = """#!/bin/sh
[ "$1" != --version ] || {{ echo virtiofsd 1.13.2; exit; }}
echo not so well >&2
touch "{folder}/complained"
exec sleep 1000
"""


class LeftoverTest(RunCase):
    def assert_nothing_is_left(self, processes):
        self.assert_gone(*processes)
        self.assert_no_file_is_left()

    def assert_no_file_is_left(self):
        self.assertEqual(list((self.folder / "tmp").iterdir()), [])

    def sharing(self):
        """Options of a run that has a virtiofsd beside its QEMU."""
        (self.folder / "shared").mkdir()
        return "-v", "./shared:/src"

    def servers(self, process):
        """The processes that serve its folders."""
        found = [pid for pid, name in descendants(process.pid).items() if name == "virtiofsd"]
        self.assertTrue(found)
        return found

    def started(self, process):
        """What the run has started, by name; there is a QEMU."""
        found = descendants(process.pid)
        self.assertTrue(any(name.startswith("qemu") for name in found.values()), found)
        return found

    def test_all_processes_end_with_the_program(self):
        process = self.start(*self.sharing(), script="echo up; read -r line")
        self.assert_said(process, "up")
        found = self.started(process)
        self.assertIn("virtiofsd", found.values())
        process.stdin.close()
        process.wait()
        self.assert_nothing_is_left(found)

    def test_qemu_and_the_servers_of_folders_die_with_a_run_that_is_killed(self):
        process = self.start(*self.sharing(), script=SLEEPS)
        self.assert_said(process, "up")
        found = self.started(process)
        self.assertIn("virtiofsd", found.values())
        self.interrupt(process, signal.SIGKILL)
        process.wait()
        self.assert_nothing_is_left(found)

    def test_a_run_is_killed_while_qemu_starts(self):
        process = self.fake("boot")
        qemu = self.fake_qemu()
        self.interrupt(process, signal.SIGKILL)
        process.wait()
        self.assert_nothing_is_left([qemu])

    def test_the_death_of_qemu_is_told_and_its_servers_end(self):
        process = self.start(*self.sharing(), script=SLEEPS)
        self.assert_said(process, "up")
        found = self.started(process)
        qemu = next(pid for pid, name in found.items() if name.startswith("qemu"))
        self.assertIn("virtiofsd", found.values())
        os.kill(qemu, signal.SIGKILL)
        self.assert_ends(process, 125, b"oci2boot: QEMU was ended by signal 9\n")
        self.assert_nothing_is_left(found)

    def test_the_death_of_a_server_ends_the_machine_and_is_told(self):
        """QEMU would go on, and the guest wait for its folder for ever."""
        process = self.fake(SLEEPS, *self.sharing())
        self.assert_said(process, "up")
        found = descendants(process.pid)
        for server in self.servers(process):
            os.kill(server, signal.SIGKILL)
        self.assertEqual(process.wait(timeout=DEADLINE), 125)
        self.assertRegex(process.stderr.read(),
                         rb"\Aoci2boot: virtiofsd for .*/shared(: .*| has ended)\n\Z")
        self.assert_nothing_is_left(found)

    def test_the_death_of_qemu_is_told_by_a_run_that_began_without_news_of_children(self):
        process = self.fake(SLEEPS, preexec_fn=lambda: signal.signal(
            signal.SIGCHLD, signal.SIG_IGN))  # as some daemons start their jobs
        self.assert_said(process, "up")
        os.kill(self.fake_qemu(), signal.SIGKILL)
        self.assert_ends(process, 125, b"oci2boot: QEMU was ended by signal 9\n")

    def test_the_death_of_whoever_reads_ends_a_run_that_writes(self):
        process = self.fake("exec yes")
        self.assert_said(process, "y")
        qemu = self.fake_qemu()
        process.stdout.close()
        process.wait()
        self.assert_nothing_is_left([qemu])

    def test_a_shell_that_is_killed_with_its_jobs_takes_the_machine_along(self):
        """As CI ends a job: every process of the group that it knows is killed."""
        process = self.fake(SLEEPS)
        self.assert_said(process, "up")
        qemu = self.fake_qemu()
        self.assertNotEqual(os.getpgid(qemu), process.pid)  # it is not in that group
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.assert_nothing_is_left([qemu])

    def test_a_disk_that_is_thrown_away_leaves_no_file(self):
        process = self.start("--format", "disk", script="echo kept >/f; sync; echo up; sleep 1000")
        self.assert_said(process, "up")
        found = self.started(process)
        self.interrupt(process, signal.SIGKILL)
        process.wait()
        self.assert_nothing_is_left(found)

    def test_a_qemu_that_does_not_start_leaves_its_reason(self):
        process = self.start("--qemu-arg=-no-such-option")
        process.wait()
        self.assertEqual(process.returncode, 125)
        self.assertRegex(process.stderr.read(),
                         rb"\Aoci2boot: QEMU failed: .*-no-such-option: invalid option\n\Z")
        self.assert_no_file_is_left()


class ComplaintTest(RunCase):
    """A server's complaint is told beside QEMU's reason, never instead."""

    def complaining(self, guest):
        """A run with a folder whose server has something to complain of, and goes on."""
        env = self.fake_environment(guest)
        server = self.folder / "bin/virtiofsd"
        server.write_text(COMPLAINS.format(folder=self.folder))
        server.chmod(0o755)
        (self.folder / "shared").mkdir()
        return self.start("-v", "./shared:/src", env=env)

    def test_when_qemu_fails_both_are_told(self):
        process = self.complaining("fail")
        self.assertEqual(process.wait(timeout=DEADLINE), 125)
        self.assertRegex(process.stderr.read(), rb"\Aoci2boot: QEMU failed: qemu: it is all wrong; "
                                                rb"virtiofsd for .*/shared: not so well\n\Z")

    def test_when_qemu_is_killed_that_is_told(self):
        process = self.complaining(SLEEPS)
        self.assert_said(process, "up")
        wait_until((self.folder / "complained").exists, "the server has complained")
        os.kill(self.fake_qemu(), signal.SIGKILL)
        self.assert_ends(process, 125, b"oci2boot: QEMU was ended by signal 9\n")


if __name__ == "__main__":
    unittest.main(verbosity=2)
