# SPDX-License-Identifier: Apache-2.0
"""The commands beside convert, as far as they need no registry, and the password that is asked
for."""

import json
import os
import pty
import signal
import subprocess
import unittest

from tests.support import images
from tests.support.program import PROGRAM, TestCase, oci2boot


class CommandTest(TestCase):
    @classmethod
    def setUpClass(cls):
        shared = cls.shared_folder()
        cls.layout = images.busybox_layout(shared / "image", cmd="/bin/sh")

    def run_command(self, *arguments, **options):
        result = oci2boot(*arguments, cwd=self.folder, **options)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(result.stderr, "")
        return result.stdout.decode()

    def test_each_command_has_help_that_fits(self):
        for arguments in (["--help"], ["convert", "--help"], ["inspect", "-h"], ["pull", "-h"],
                          ["cache", "-h"], ["cache", "ls", "-h"], ["cache", "prune", "-h"],
                          ["kernel", "-h"], ["kernel", "ls", "-h"], ["kernel", "add", "-h"]):
            with self.subTest(arguments):
                for line in self.run_command(*arguments).splitlines():
                    self.assertLessEqual(len(line), 80, line)

    def test_inspect_fits_80_columns(self):
        # A kernel's path is as long as it is.
        text = self.run_command("inspect", f"oci:{self.layout}", "--kernel", "none")
        self.assertRegex(text, "(?m)^Cmd +/bin/sh$")
        for line in text.splitlines():
            self.assertLessEqual(len(line), 80, line)

    def test_inspect_raw_is_the_manifest_byte_for_byte(self):
        index = json.loads((self.layout / "index.json").read_text())
        manifest = self.layout / "blobs/sha256" / index["manifests"][0]["digest"][7:]
        result = oci2boot("inspect", "--raw", f"oci:{self.layout}")
        self.assertEqual(result.stdout, manifest.read_bytes())

    def test_standard_output_that_is_full(self):
        with open("/dev/full", "wb") as full:
            result = subprocess.run([PROGRAM, "inspect", f"oci:{self.layout}"], stdout=full,
                                    stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual(result.returncode, 7)
        self.assertIn("No space left on device", result.stderr)

    def test_a_reader_that_has_seen_enough(self):
        reading, writing = os.pipe()
        os.close(reading)
        for arguments in (["inspect", f"oci:{self.layout}"], ["cache", "ls"], ["--help"]):
            result = subprocess.run([PROGRAM, *arguments], stdout=writing, stderr=subprocess.PIPE,
                                    check=False)
            self.assertEqual((result.returncode, result.stderr), (-signal.SIGPIPE, b""))
        os.close(writing)

    def test_an_empty_cache(self):
        self.assertEqual(self.run_command("cache", "ls", "--cache-dir", "none"),
                         "0 blobs, 0 B; 0 partial downloads, 0 B in none\n")
        self.assertEqual(
            json.loads(self.run_command("cache", "ls", "--json", "--cache-dir", "none"))["images"],
            [])
        self.assertEqual(
            self.run_command("cache", "prune", "--keep", "0", "--cache-dir", "none"),
            "nothing to remove\n")
        self.assertEqual(self.files(), [])

    def test_without_a_home_there_is_no_cache(self):
        for arguments in (["cache", "ls"], ["pull", "127.0.0.1:1/x"]):
            result = subprocess.run([PROGRAM, *arguments], env={}, capture_output=True, text=True,
                                    check=False)
            self.assertEqual(result.returncode, 2)
            self.assertIn("--cache-dir", result.stderr)

    def test_a_conversion_of_a_file_shows_no_progress(self):
        result = self.convert(f"oci:{self.layout}", "-o", "x.cpio", "--kernel", "none",
                              "--progress", "plain")
        self.assertNotIn("layer", result.stderr)

    def test_with_json_standard_error_is_json_to_the_end(self):
        for image, status, last in ((f"oci:{self.layout}", 0, "done"), ("oci:none", 3, "failed")):
            result = oci2boot(image, "-o", "-", "--progress", "json", cwd=self.folder)
            self.assertEqual(result.returncode, status)
            events = [json.loads(line) for line in result.stderr.splitlines()]
            self.assertEqual(events[-1]["event"], last)

    def test_a_variable_that_makes_no_sense_is_named(self):
        message = self.refused(2, f"oci:{self.layout}", "-o", "x.cpio",
                               env={"OCI2BOOT_MIRRORS": "https://mirror.example"})
        self.assertIn("OCI2BOOT_MIRRORS", message)


class PasswordTest(TestCase):
    """--creds USER, at a terminal that is the program's own."""

    ARGUMENTS = ["inspect", "--creds", "me", "oci:none"]

    def ask(self, typed):
        """What the terminal shows, and the exit status."""
        process, terminal = pty.fork()
        if process == 0:
            os.execv(PROGRAM, [PROGRAM, *self.ARGUMENTS])
        shown = b""
        try:
            while chunk := os.read(terminal, 4096):
                shown += chunk
                if shown.endswith(b": ") and typed:
                    os.write(terminal, typed)
                    typed = b""
        except OSError:  # the other end is closed
            pass
        os.close(terminal)
        return shown.decode(), os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])

    def test_what_is_typed_is_not_shown(self):
        shown, status = self.ask(b"hunter2\n")
        self.assertIn("Password of me: ", shown)
        self.assertNotIn("hunter2", shown)
        self.assertEqual(status, 3)
        self.assertIn("none", shown)

    def test_an_interrupt_ends_the_program(self):
        for typed in (b"hun\x03", b"\x04"):
            shown, status = self.ask(typed)
            self.assertEqual(shown, "Password of me: \r\n")
            self.assertEqual(status, -signal.SIGINT)

    def test_without_a_terminal_it_is_a_usage_error(self):
        result = oci2boot(*self.ARGUMENTS, prefix=["setsid", "--wait"])
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertIn("USER:PASSWORD", result.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
