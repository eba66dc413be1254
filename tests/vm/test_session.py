# SPDX-License-Identifier: Apache-2.0
"""A program that a host waits for: the protocol by which the guest's PID 1 connects the two, spoken
by a host that has nothing of `oci2boot run`."""

import random
import unittest

from tests.support import images
from tests.support.program import TestCase, oci2boot
from tests.support.session import Session


class SessionCase(TestCase):
    """One busybox image; the plan says what runs."""

    @classmethod
    def setUpClass(cls):
        image = images.busybox_layout(cls.shared_folder() / "image", cmd="/bin/sh")
        cls.initramfs = cls.shared_folder() / "guest.cpio"
        result = oci2boot("convert", f"oci:{image}", "-o", cls.initramfs)
        assert result.returncode == 0, result.stderr

    def session(self, *command, records=None, **options):
        return Session(self.initramfs, {"arg": command, **(records or {})}, **options)

    def shell(self, script, **options):
        return self.session("sh", "-c", script, **options)


class ProgramTest(SessionCase):
    """With pipes, as a container has them without -t."""

    def test_input_output_and_errors_are_what_they_are_and_apart(self):
        data = random.Random(7).randbytes(3_000_000)
        script = "cat; echo oops >&2; test -t 0 || echo no terminal >&2; tty >&2; exit 3"
        with self.shell(script) as guest:
            guest.send(data)
            guest.end_input()
            self.assertEqual(guest.wait(), 3)
            self.assertTrue(guest.output == data, f"{len(guest.output)} bytes")
            self.assertEqual(guest.errors, b"oops\nno terminal\nnot a tty\n")
            self.assertEqual((guest.log, guest.console), ([], ""))
            # Nothing is powered off before the host has everything.
            self.assertEqual(guest.say_goodbye(), 0)

    def test_the_standard_streams_can_be_opened_again_by_the_user(self):
        script = "id -u; cat /dev/stdin > /dev/stdout; echo twice > /dev/stderr"
        with self.shell(script, records={"user": ["worker"]}) as guest:
            guest.send(b"once\n")
            guest.end_input()
            self.assertEqual(guest.wait(), 0)
            self.assertEqual((guest.output, guest.errors), (b"1000\nonce\n", b"twice\n"))

    def test_a_program_that_does_not_read_gets_no_more_than_the_window(self):
        script = "trap 'echo bye; exit 7' TERM; echo up; while :; do sleep 0.1; done"
        with self.shell(script) as guest:
            guest.send(bytes(1_000_000))
            guest.expect("^up$")
            # Behind what waits for the program, a stop arrives all the same.
            guest.tell(b"s")
            self.assertEqual(guest.wait(), 7)
            self.assertIn(b"bye\n", guest.output)
            # What is in the pipe has been taken by then; the rest has not even been sent.
            self.assertLess(guest.sent, 400_000)

    def test_a_stopped_program_keeps_its_true_status(self):
        with self.shell("echo up; exec sleep 1000") as guest:
            guest.expect("^up$")
            guest.tell(b"s")
            # sleep leaves TERM to its default, and it is no process 1 of a namespace.
            self.assertEqual(guest.wait(), 143)
            self.assertEqual(guest.log, [])

    def test_what_is_left_behind_ends_with_the_program_and_is_heard_to_its_end(self):
        script = ("(trap 'echo last words; exit' TERM; touch /up; while :; do sleep 0.1; done) & "
                  "until test -e /up; do sleep 0.1; done; yes | head -c 1000000; exit 0")
        with self.shell(script) as guest:
            self.assertEqual(guest.wait(), 0)
            self.assertEqual(len(guest.output.replace(b"last words\n", b"")), 1_000_000)
            self.assertTrue(guest.output.endswith(b"last words\n"), guest.output[-40:])

    def test_a_crash_is_told(self):
        with self.shell("kill -SEGV $$") as guest:
            self.assertEqual(guest.wait(), 139)
            self.assertRegex(guest.log[0], "sh .*SEGV")

    def test_a_missing_program_is_told(self):
        with self.session("/no/such/binary") as guest:
            self.assertEqual(guest.wait(), 127)
            self.assertIn("/no/such/binary", guest.log[0])

    def test_modules_load_without_their_signatures_where_the_host_says_so(self):
        for arguments, unsigned in (("", 0), ("oci2boot.unverified-modules", 1)):
            with self.shell("echo $(($(cat /proc/sys/kernel/tainted) >> 13 & 1)) "
                            "$(grep -c ^virtio_console /proc/modules)",
                            kernel_arguments=arguments) as guest:
                self.assertEqual(guest.wait(), 0)
                self.assertEqual(guest.output, f"{unsigned} 1\n".encode())
                self.assertFalse(guest.uses_console)

    def test_a_folder_of_the_host_that_is_not_there_ends_the_run(self):
        with self.shell("echo no", records={"share": ["virtiofs:share0:rw:/src"]}) as guest:
            self.assertEqual(guest.wait(), 125)
            self.assertIn("/src", guest.log[0])
            self.assertEqual(guest.output, b"")


class TerminalTest(SessionCase):
    def test_the_program_has_a_terminal_of_its_own(self):
        with self.session("sh", records={"terminal": ["yes"]},
                          kernel_arguments="oci2boot.size=33x101") as guest:
            guest.send(b"stty -echo; PS1=; tty; stty size; echo $TERM; echo first >&2\n")
            guest.expect("^/dev/pts/0\r\n33 101\r\nxterm\r\nfirst\r$")
            guest.tell(b"w", b"50x200")
            # Nonsense changes nothing.
            guest.tell(b"w", b"0x-1")
            guest.tell(b"?", b"no such frame")
            guest.send(b"stty size; sleep 1000\n")
            guest.expect("^50 200")
            guest.send(b"\x03")
            guest.send(b"echo $?; exit 5\n")
            guest.expect("^130")
            self.assertEqual(guest.wait(), 5)
            self.assertEqual((guest.errors, guest.log), (b"", []))

    def test_the_end_of_input_is_that_of_the_terminal(self):
        with self.session("cat", records={"terminal": ["yes"]}) as guest:
            guest.send(b"a line\nand half of one")
            guest.end_input()
            self.assertEqual(guest.wait(), 0)
            self.assertEqual(guest.output.count(b"a line\r\n"), 2)
            self.assertEqual(guest.output.count(b"and half of one"), 2)


class ConsoleTest(SessionCase):
    """Where the kernel has no driver for the port, or QEMU no port."""

    def test_the_console_does_as_well(self):
        data = random.Random(8).randbytes(50_000)
        with self.shell("echo up; cat; echo '<1>kernel' > /dev/kmsg; exit 4", port=False) as guest:
            guest.send(data)
            guest.end_input()
            self.assertEqual(guest.wait(), 4)
            self.assertTrue(guest.uses_console)
            self.assertTrue(guest.output == b"up\n" + data, f"{len(guest.output)} bytes")
            self.assertEqual(guest.console, "")
            self.assertEqual(guest.say_goodbye(), 0)


if __name__ == "__main__":
    unittest.main()
