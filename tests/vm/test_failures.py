# SPDX-License-Identifier: Apache-2.0
"""Programs that crash or cannot be run, and the one sentence that says why."""

import platform
import shutil
import subprocess
import unittest

from tests.support import images
from tests.support.guest import run
from tests.support.program import TestCase

MACHINE = platform.machine()
MUSL = f"/lib/ld-musl-{MACHINE}.so.1"
GLIBC = {"x86_64": "/lib64/ld-linux-x86-64.so.2", "aarch64": "/lib/ld-linux-aarch64.so.1"}[MACHINE]
CROSS = {"x86_64": "aarch64-linux-gnu-gcc", "aarch64": "x86_64-linux-gnu-gcc"}[MACHINE]
NAMES = {"x86_64": "amd64", "aarch64": "arm64"}


def compile_c(path, compiler, *options, source="int main(void) { return 0; }"):
    subprocess.run([compiler, *options, "-x", "c", "-", "-o", path], input=source, text=True,
                   check=True)


class FailureTest(TestCase):
    def setUp(self):
        super().setUp()
        self.root = images.busybox_root(self.folder / "root")

    def boot(self, *command):
        (self.folder / "root.tar").write_bytes(images.tar_of(self.root))
        self.convert("rootfs:root.tar", "-o", "initrd", "--force", "--", *command)
        return run(self.folder / "initrd.sh")

    def make_loader(self, path):
        (self.root / path[1:]).parent.mkdir(exist_ok=True)
        shutil.copy("/bin/busybox", self.root / path[1:])

    def assert_told(self, expected_status, sentence, *command):
        status, output = self.boot(*command)
        self.assertEqual((status, output), (expected_status, f"oci2boot: {sentence}\n"))

    def test_a_crash_comes_with_what_the_kernel_says_of_it(self):
        images.static_program(self.root / "bin/crash", "int main(void) { return *(int*)7; }")
        status, output = self.boot("crash")
        self.assertEqual(status, 139, output)
        self.assertRegex(output, r"\Aoci2boot: crash was killed by signal 11 \(SEGV\)\n"
                                 r"oci2boot: kernel: \[ *\d+\.\d{6}\] crash\[\d+\]: ")

    def test_a_crash_behind_a_shell_does_too(self):
        images.static_program(self.root / "bin/crash", "int main(void) { return *(int*)7; }")
        status, output = self.boot("sh", "-c", "crash; exit $?")
        self.assertEqual(status, 139, output)
        self.assertRegex(output, r"oci2boot: kernel: \[ *\d+\.\d{6}\] crash\[\d+\]: ")

    def test_a_program_that_took_all_memory_is_told(self):
        images.static_program(self.root / "bin/greedy", r"""
            #include <stdlib.h>
            #include <string.h>
            int main(void) { for (;;) memset(malloc(1 << 20), 1, 1 << 20); }""")
        status, output = self.boot("greedy")
        self.assertEqual(status, 137, output)
        self.assertRegex(output, r"Out of memory: Killed process \d+ \(greedy\)")
        self.assertRegex(output, r"killed by signal 9 .*\n"
                                 r"(oci2boot: kernel: .*\n){10}\Z")

    def test_a_failure_that_is_none_of_the_kernels_is_one_line(self):
        self.assert_told(3, "sh exited with status 3", "sh", "-c", "exit 3")

    def test_a_glibc_program_on_a_musl_image(self):
        compile_c(self.root / "bin/app", "gcc")
        self.make_loader(MUSL)
        self.assert_told(127, f"cannot run '/bin/app': its loader, '{GLIBC}', is not in the image: "
                              "it is built for glibc, and the image has musl", "/bin/app")

    def test_a_musl_program_on_a_glibc_image(self):
        compile_c(self.root / "bin/app", "musl-gcc")
        self.make_loader(GLIBC)
        self.assert_told(127, f"cannot run '/bin/app': its loader, '{MUSL}', is not in the image: "
                              "it is built for musl, and the image has glibc", "/bin/app")

    def test_a_dynamic_program_on_an_image_without_a_c_library(self):
        compile_c(self.root / "bin/app", "gcc")
        self.assert_told(127, f"cannot run '/bin/app': its loader, '{GLIBC}', is not in the image: "
                              "it is not static, and the image has no C library", "/bin/app")

    def test_a_script_whose_interpreter_lacks_its_loader(self):
        compile_c(self.root / "bin/python", "gcc")
        self.make_loader(MUSL)
        (self.root / "app").write_text("#!/bin/python -u\n")
        (self.root / "app").chmod(0o755)
        self.assert_told(127, f"cannot run '/app': its interpreter '/bin/python' needs '{GLIBC}', "
                              "which is not in the image: it is built for glibc, and the image has "
                              "musl", "/app")

    @unittest.skipUnless(shutil.which(CROSS), f"there is no {CROSS}")
    def test_a_program_for_another_machine_and_a_script_for_it(self):
        other = next(name for machine, name in NAMES.items() if machine != MACHINE)
        compile_c(self.root / "bin/app", CROSS, "-static", "-nostdlib", "-ffreestanding",
                  source="void _start(void) { for (;;); }")
        (self.root / "script").write_text("#!/bin/app\n")
        (self.root / "script").chmod(0o755)
        where = f"is built for {other}, this machine is {NAMES[MACHINE]}"
        self.assert_told(126, f"cannot run '/bin/app': it {where}", "/bin/app")
        self.assert_told(126, f"cannot run '/script': its interpreter '/bin/app' {where}",
                         "/script")

    def test_a_script_whose_interpreter_may_not_be_run(self):
        (self.root / "etc/tool").write_text("x")
        (self.root / "etc/tool").chmod(0o644)
        (self.root / "app").write_text("#!/etc/tool\n")
        (self.root / "app").chmod(0o755)
        self.assert_told(126, "cannot run '/app': its interpreter '/etc/tool' is not executable "
                              "(its mode is 0644)", "/app")


if __name__ == "__main__":
    unittest.main(verbosity=2)
