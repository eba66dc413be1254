# SPDX-License-Identifier: Apache-2.0
"""Tests that bound the memory which a conversion takes."""

import os
import pathlib
import sys
import tempfile

from tests.support.program import TestCase, oci2boot

PEAK_MEMORY = pathlib.Path(__file__).parent / "peak_memory.py"
MIB = 1 << 20


class MeasuredTest(TestCase):
    """Converts images into a tar archive, with a bound on memory. Inputs are in `self.inputs`, and
    outputs in `self.folder`."""

    BASE = 80 * MIB  # the read-ahead is full where the machine is busy
    FOR_EACH_ENTRY = 300
    sanitized = bool(os.environ.get("OCI2BOOT_SANITIZED"))  # they take more than the program does

    def setUp(self):
        super().setUp()
        inputs = tempfile.TemporaryDirectory(prefix="oci2boot-test-")
        self.addCleanup(inputs.cleanup)
        self.inputs = inputs.name

    def input_file(self, name, *pieces):
        """Writes the pieces, one after the other; the file's path."""
        path = os.path.join(self.inputs, name)
        with open(path, "wb") as file:
            for piece in pieces:
                file.write(piece)
        return path

    def measured(self, image, *options, entries=0, output="x.tar", prefix=()):
        """Converts `image`, whose memory must not pass the bound for that many entries. `prefix` is
        a command that runs the program."""
        report = os.path.join(self.inputs, "peak")
        result = oci2boot(image, "-o", output, *options, cwd=self.folder,
                          prefix=[sys.executable, "-I", "-S", "-B", PEAK_MEMORY, report, *prefix])
        with open(report, encoding="ascii") as file:
            peak = int(file.read()) * 1024
        if not self.sanitized:
            bound = self.BASE + self.FOR_EACH_ENTRY * entries
            self.assertLess(peak, bound, f"{peak / MIB:.1f} MiB at most, of {bound / MIB:.1f} MiB")
        return result

    def converts(self, image, *options, output="x.tar", **how):
        """The path of the archive that comes out. See measured()."""
        result = self.measured(image, *options, output=output, **how)
        self.assertEqual(result.returncode, 0, result.stderr)
        return self.folder / output

    def refuses(self, message, image, *options, status=6, **how):
        """Refuses with a last line that `message` matches, and leaves nothing behind. See
        measured()."""
        result = self.measured(image, *options, **how)
        self.assertEqual(result.returncode, status, result.stderr)
        self.assertRegex(result.stderr, r"\A(oci2boot: warning: .*\n)*oci2boot: .+\n\Z")
        self.assertRegex(result.stderr.splitlines()[-1], message)
        self.assertLess(len(result.stderr.splitlines()[-1]), 2000, "the message is one to be read")
        self.assertEqual(self.files(), [])


def raised_by(limit):
    """The end of a message about a limit."""
    return rf"; --limit {limit}=N raises it$"
