# SPDX-License-Identifier: Apache-2.0
"""Runs the real oci2boot. The build names it in OCI2BOOT and the kernel store in OCI2BOOT_KERNELS."""

import os
import pathlib
import subprocess
import tempfile
import time
import unittest

PROGRAM = os.environ["OCI2BOOT"]
CORPUS = pathlib.Path(os.environ["OCI2BOOT_CORPUS"]) if os.environ.get("OCI2BOOT_CORPUS") else None
IMAGES = CORPUS / "images" if CORPUS else None

needs_corpus = unittest.skipIf(CORPUS is None, "OCI2BOOT_CORPUS does not name a folder of images")


def environment(changes=None):
    """This process's, with changes; those to None are left out."""
    changed = {**os.environ, **(changes or {})}
    return {name: value for name, value in changed.items() if value is not None}


def oci2boot(*arguments, cwd=None, stdin=subprocess.DEVNULL, env=None, prefix=()):
    """Runs the program to its end; standard output is bytes, standard error text."""
    result = subprocess.run(
        [*prefix, PROGRAM, *map(str, arguments)],
        cwd=cwd,
        stdin=stdin,
        env=environment(env),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        timeout=300,
        check=False,
    )
    result.stderr = result.stderr.decode(errors="replace")
    return result


def private_mounts():
    """A command prefix that gives what follows mounts of its own, where this user may have that."""
    prefix = ["unshare", "-m"] if os.getuid() == 0 else ["unshare", "-rm"]
    possible = subprocess.run([*prefix, "true"], stderr=subprocess.DEVNULL, check=False)
    if possible.returncode != 0:
        raise unittest.SkipTest("this user may not have mounts of its own (unshare)")
    return prefix


def wait_until(condition, what, seconds=30):
    """Looks often; fails the test when it has not become true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"in {seconds} s it has not come true: {what}")
        time.sleep(0.01)


class TestCase(unittest.TestCase):
    """A test with a folder of its own."""

    @classmethod
    def shared_folder(cls):
        """One more folder, for what all tests of the class read."""
        folder = tempfile.TemporaryDirectory(prefix="oci2boot-test-")
        cls.addClassCleanup(folder.cleanup)
        return pathlib.Path(folder.name)

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="oci2boot-test-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def convert(self, *arguments, **options):
        """Converts, and fails the test where that fails."""
        result = oci2boot(*arguments, cwd=options.pop("cwd", self.folder), **options)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result

    def refused(self, status, *arguments, **options):
        """What the program says when it refuses, which it must do with this exit status."""
        result = oci2boot(*arguments, cwd=options.pop("cwd", self.folder), **options)
        self.assertEqual(result.returncode, status, result.stderr)
        self.assertRegex(result.stderr, r"\A(oci2boot: warning: .*\n)*oci2boot: .+\n\Z")
        return result.stderr

    def files(self):
        return sorted(path.name for path in self.folder.iterdir())
