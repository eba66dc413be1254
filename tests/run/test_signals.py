# SPDX-License-Identifier: Apache-2.0
"""What ends a run, and the exit status that it has then."""

import os
import signal
import subprocess
import time
import unittest

from tests.support.program import environment, private_mounts, wait_until
from tests.support.running import DEADLINE, RunCase, is_there, peak_memory, state_of

WAITS = "trap 'echo asked; exit 3' TERM; echo up; while :; do sleep 0.02; done"
TIME_IS_OVER = b"oci2boot: ended: the time of --timeout is over\n"
DEAF = "trap 'echo asked' TERM; echo up; while :; do sleep 0.02; done"


class StopTest(RunCase):
    def test_the_first_signal_asks_the_program_to_stop_and_its_status_counts(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number):
                process = self.fake(WAITS)
                self.assert_said(process, "up")
                self.interrupt(process, number)
                self.assert_said(process, "asked")
                self.assert_ends(process, 3)

    def test_a_program_that_the_signal_ends_has_the_status_of_its_signal(self):
        process = self.fake("echo up; exec sleep 1000")
        self.assert_said(process, "up")
        self.interrupt(process)
        self.assert_ends(process, 128 + signal.SIGTERM)

    def test_the_second_ends_the_machine(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(number):
                process = self.fake(DEAF)
                self.assert_said(process, "up")
                self.interrupt(process, number)
                self.assert_said(process, "asked")
                self.interrupt(process, number)
                self.assert_ends(process, 128 + number)

    def test_sigquit_ends_the_machine_at_once(self):
        process = self.fake(DEAF)
        self.assert_said(process, "up")
        self.interrupt(process, signal.SIGQUIT)
        self.assert_ends(process, 128 + signal.SIGQUIT)

    def test_a_machine_that_still_boots_ends_at_once(self):
        process = self.fake("boot")
        self.fake_qemu()
        self.interrupt(process)
        self.assert_ends(process, 128 + signal.SIGINT)

    def test_a_signal_that_is_ignored_from_the_start_stays_ignored(self):
        process = self.fake("echo up; read -r line; echo $line", preexec_fn=lambda: signal.signal(
            signal.SIGHUP, signal.SIG_IGN))  # as nohup does
        self.assert_said(process, "up")
        self.interrupt(process, signal.SIGHUP)
        process.stdin.write(b"here\n")
        process.stdin.close()
        self.assert_said(process, "here")
        self.assert_ends(process, 0)

    def test_a_run_that_is_stopped_goes_on(self):
        # In the session of whoever could let it go on, as a shell has its jobs.
        process = self.fake("echo up; read -r line; echo $line", start_new_session=False,
                            process_group=0)
        self.assert_said(process, "up")
        self.interrupt(process, signal.SIGTSTP)
        wait_until(lambda: state_of(process.pid) == "T", "it is stopped")
        self.interrupt(process, signal.SIGCONT)
        process.stdin.write(b"here\n")
        process.stdin.close()
        self.assert_said(process, "here")
        self.assert_ends(process, 0)

    def test_a_run_that_nobody_could_let_go_on_is_not_stopped(self):
        process = self.fake("echo up; read -r line; echo $line")
        self.assert_said(process, "up")
        self.interrupt(process, signal.SIGTSTP)
        process.stdin.write(b"here\n")
        process.stdin.close()
        self.assert_said(process, "here")
        self.assert_ends(process, 0)

    def test_the_guests_program_gets_its_stop_signal(self):
        process = self.start(script=WAITS)
        self.assert_said(process, "up")
        self.interrupt(process)
        self.assert_said(process, "asked")
        self.assert_ends(process, 3)


class TimeoutTest(RunCase):
    def test_ends_a_program_with_124_whatever_its_status(self):
        process = self.fake(WAITS, "--timeout", "1")  # in which the program has started, or has not
        self.assertEqual(process.wait(timeout=DEADLINE), 124)
        self.assertTrue(process.stderr.read().endswith(TIME_IS_OVER))

    def test_ends_a_machine_that_still_boots_and_shows_how_far_it_came(self):
        process = self.fake("boot", "--timeout", "10")
        self.assert_ends(process, 124, b"one\ntwo\n" + TIME_IS_OVER)

    def test_is_none_of_a_program_that_is_in_time(self):
        process = self.fake("exit 7", "--timeout", "60")
        self.assert_ends(process, 7)


class OutputTest(RunCase):
    def test_that_nobody_reads_ends_the_run_as_any_program(self):
        process = self.fake("exec yes")
        self.assert_said(process, "y")
        process.stdout.close()
        self.assert_ends(process, 128 + signal.SIGPIPE)

    def test_that_cannot_be_written_is_told(self):
        with open("/dev/full", "wb") as full:
            process = self.fake("echo much", stdout=full)
            self.assert_ends(process, 125, b"oci2boot: cannot write to standard output: "
                                           b"No space left on device\n")

    def test_that_is_read_late_is_all_there(self):
        self.assert_ends(self.fake("exit 0"), 0)  # makes the root, which takes memory
        process = self.fake("seq 10000000; echo done >&2")
        qemu = self.fake_qemu()
        self.assertEqual(process.stdout.readline(), b"1\n")
        self.settle(process)
        if not os.environ.get("OCI2BOOT_SANITIZED"):  # they keep what was freed
            self.assertLess(peak_memory(process.pid), 64 << 20)  # of 79 MB of output
        self.assertTrue(is_there(qemu))  # it waits with us
        written = subprocess.run(["seq", "10000000"], check=True, capture_output=True).stdout
        self.assertTrue(b"1\n" + process.stdout.read() == written)
        self.assert_ends(process, 0, b"done\n")

    @staticmethod
    def settle(process):
        """Waits until it takes in no more."""
        seen = [0]
        while seen[-1] != peak_memory(process.pid):
            seen.append(peak_memory(process.pid))
            time.sleep(0.5)

    def test_that_is_not_read_any_longer_is_no_reason_to_stay(self):
        """The program has ended well, the machine too, and a signal is the only way on."""
        process = self.fake("head -c 100000 /dev/zero")
        qemu = self.fake_qemu()
        wait_until(lambda: state_of(qemu) == "X", "the run knows that QEMU has ended")
        self.interrupt(process, signal.SIGTERM)
        self.assert_ends(process, 128 + signal.SIGTERM)

    def test_a_second_signal_does_not_wait_for_a_reader(self):
        process = self.fake("trap 'touch asked' TERM; yes & while :; do sleep 0.02; done")
        self.assert_said(process, "y")
        self.interrupt(process)
        wait_until((self.folder / "asked").exists, "the first one has arrived")
        self.interrupt(process)
        self.assertEqual(process.wait(timeout=DEADLINE), 128 + signal.SIGINT)


class KeptDiskTest(RunCase):
    LOST = rb"oci2boot: the machine did not close .*/kept\.qcow2: what was written last may be " \
           rb"missing\n"

    def assert_told(self, script, status):
        """However the machine fails to close its disk."""
        for how in ("unclean", "killed"):
            with self.subTest(how):
                process = self.start("--keep", "kept.qcow2", env={
                    **self.fake_environment(script), "FAKE_POWER_OFF": how})
                self.assertEqual(process.wait(timeout=DEADLINE), status)
                self.assertRegex(process.stderr.read(), rb"\A" + self.LOST + rb"\Z")

    def test_that_was_not_closed_fails_a_program_that_ended_well(self):
        self.assert_told("exit 0", 125)

    def test_that_was_not_closed_is_told_beside_another_status(self):
        self.assert_told("exit 7", 7)


class FullHostTest(RunCase):
    def test_is_an_error_of_the_guests_and_no_standstill(self):
        """QEMU would stop the machine until somebody has made room and lets it go on."""
        writes = "dd if=/dev/zero of=/f bs=1M count=64 conv=fsync 2>&1"
        self.start("--format", "disk").wait()  # makes the root, where there is room
        room = f"mount -t tmpfs -o size=8m none {self.folder}/tmp"
        result = subprocess.run(
            [*private_mounts(), "sh", "-c", room + ' && exec "$@"', "sh",
             *self.command("--format", "disk", "--timeout", "60", script=writes)],
            capture_output=True, check=False, env=environment({"TMPDIR": f"{self.folder}/tmp"}))
        self.assertEqual((result.returncode, result.stdout, result.stderr),
                         (1, b"dd: /f: Input/output error\n", b""))


class InputTest(RunCase):
    def test_ends_with_ours(self):
        process = self.fake("cat; echo end")
        process.stdin.write(b"one\n")
        process.stdin.close()
        self.assertEqual(process.stdout.read(), b"one\nend\n")
        self.assert_ends(process, 0)

    def test_that_is_closed_has_ended(self):
        process = self.fake("cat; echo end", stdin=None, preexec_fn=lambda: os.close(0))
        self.assertEqual(process.stdout.read(), b"end\n")
        self.assert_ends(process, 0)

    def test_that_the_guest_does_not_take_is_not_collected(self):
        (self.folder / "zeros").touch()
        os.truncate(self.folder / "zeros", 1 << 30)
        with (self.folder / "zeros").open("rb", buffering=0) as zeros:
            process = self.fake("greedy", stdin=zeros)
            self.assert_ends(process, 0)
            self.assertLess(zeros.tell(), 1 << 20)

    def test_that_the_program_does_not_read_is_left_to_others(self):
        """More than fits on the way: the rest stays where it is."""
        process = self.fake("echo up; sleep 0.2", stdin=subprocess.PIPE)
        self.assert_said(process, "up")
        with self.assertRaises(BrokenPipeError):
            process.stdin.write(bytes(4 << 20))
            process.stdin.flush()
        self.assert_ends(process, 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
