# SPDX-License-Identifier: Apache-2.0
"""What `cmake --install` puts down: a program that runs, and a library that other projects find."""

import os
import pathlib
import subprocess
import unittest

from tests.support import images
from tests.support.program import TestCase

ROOT = pathlib.Path(__file__).resolve().parents[2]


@unittest.skipIf(os.environ.get("OCI2BOOT_SANITIZED"), "a sanitized library asks its users' flags")
class InstallTest(TestCase):
    def cmake(self, *arguments):
        done = subprocess.run(["cmake", *map(str, arguments)], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_the_samples_build_against_it(self):
        prefix = self.folder / "prefix"
        self.cmake("--install", os.environ["OCI2BOOT_BUILD"], "--prefix", prefix)
        version = subprocess.run([prefix / "bin/oci2boot", "--version"], check=True,
                                 capture_output=True, text=True).stdout
        self.assertRegex(version, r"^oci2boot \d+\.\d+\.\d+$")
        build = self.folder / "samples"
        self.cmake("-G", "Ninja", "-S", ROOT / "samples", "-B", build, f"-DCMAKE_PREFIX_PATH={prefix}")
        self.cmake("--build", build)
        images.busybox_layout(self.folder / "image")
        listed = subprocess.run([build / "list_files", f"oci:{self.folder}/image"], check=True,
                                capture_output=True, text=True).stdout
        self.assertRegex(listed, r"(?m)^0755 +0 +0 +\d+ /bin/busybox$")


if __name__ == "__main__":
    unittest.main(verbosity=2)
