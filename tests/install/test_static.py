# SPDX-License-Identifier: Apache-2.0
"""A program that was built with OCI2BOOT_STATIC: what it still takes from the host."""

import os
import pathlib
import re
import subprocess
import unittest

from tests.support import images
from tests.support.program import TestCase

ROOT = pathlib.Path(__file__).resolve().parents[2]

# cmake/StaticLibraries.cmake tells why. isal is here where a distribution has no static one.
SHARED = {"libc", "libm", "libcrypto", "libarchive", "libisal", "libzstd",
          "ld-linux-x86-64", "ld-linux-aarch64"}


@unittest.skipIf(os.environ.get("OCI2BOOT_SANITIZED"), "sanitizers are shared libraries")
class StaticTest(TestCase):
    def run_here(self, *command):
        done = subprocess.run([*map(str, command)], cwd=self.folder, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout)
        return done.stdout

    def test_it_needs_few_libraries_and_converts(self):
        # Beside the build that is tested, whose objects ccache has: it is linked in another way.
        build = pathlib.Path(os.environ["OCI2BOOT_BUILD"]).parent / "static"
        self.run_here("cmake", "-G", "Ninja", "-S", ROOT, "-B", build,
                      "-DCMAKE_BUILD_TYPE=RelWithDebInfo", "-DOCI2BOOT_STATIC=ON",
                      "-DOCI2BOOT_BUILD_TESTS=OFF")
        self.run_here("cmake", "--build", build, "--target", "oci2boot")
        program = build / "src/oci2boot"
        needed = re.findall(r"NEEDED.*\[(.*?)\.so", self.run_here("readelf", "-d", program))
        self.assertLessEqual(set(needed), SHARED)
        images.busybox_layout(self.folder / "image")
        self.run_here(program, f"oci:{self.folder}/image", "-o", "x.cpio.zst", "--kernel", "none")
        self.assertIn("bin/busybox", self.run_here(program, "ls", "x.cpio.zst"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
