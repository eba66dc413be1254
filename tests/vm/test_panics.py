# SPDX-License-Identifier: Apache-2.0
"""Guests whose kernel panics: what the launch script makes of it."""

import os
import unittest

from tests.support import images
from tests.support.guest import run
from tests.support.program import TestCase, oci2boot


class PanicTest(TestCase):
    """Roots of a file or two, so that the kernel finds nothing else to start."""

    def root(self, init=None):
        root = self.folder / "root"
        (root / "etc").mkdir(parents=True)
        (root / "etc/os-release").write_text("ID=test\n")
        if init:
            images.static_program(root / "init", f"int main(void) {{ {init} }}")
        return root

    def boot(self, *options, root, arguments=("--no-patch", "init")):
        """Converts and boots; the exit status, and what the script itself said at the end."""
        self.convert(f"rootfs:{root}", "-o", "initrd", *arguments)
        return self.boot_again(*options)

    def boot_again(self, *options):
        status, output = run(self.folder / "initrd.sh", *options)
        said = [line.removeprefix("initrd.sh: ") for line in output.splitlines()
                if line.startswith("initrd.sh: ")]
        self.assertTrue(said, output)
        return status, "\n".join(said)

    def test_no_init(self):
        converted = self.convert(f"rootfs:{self.root()}", "-o", "initrd", "--no-patch", "init")
        self.assertIn("the image has no /init", converted.stderr)
        status, said = self.boot_again()
        self.assertEqual(status, 125)
        self.assertRegex(said, r"\Athe guest's kernel panicked: VFS: Unable to mount root fs on "
                               r".*\nthe kernel found no /init: ")

    def test_an_init_for_another_machine(self):
        root = self.root("return 0;")
        program = bytearray((root / "init").read_bytes())
        program[18] = 243  # e_machine: RISC-V
        (root / "init").write_bytes(program)
        self.assertEqual(
            self.boot(root=root),
            (125, "the guest's kernel panicked: No working init found.  Try passing init= option "
                  "to kernel. See Linux Documentation/admin-guide/init.rst for guidance.\n"
                  "/init is no program that this kernel runs: it is for another machine, or a "
                  "script without #!"))

    def test_an_init_without_its_interpreter(self):
        root = self.root()
        (root / "init").write_text("#!/bin/sh\n")
        (root / "init").chmod(0o755)
        status, said = self.boot(root=root)
        self.assertEqual(status, 125)
        self.assertIn("\n/init needs a loader or an interpreter that is not in the image", said)

    def test_an_init_that_ends(self):
        status, said = self.boot(root=self.root("return 3;"))
        self.assertEqual(status, 125)
        self.assertRegex(said, r"\Athe guest's kernel panicked: Attempted to kill init! "
                               r"exitcode=0x00000300\nthe image's init ended, which it must not")

    def test_an_init_that_crashes(self):
        status, said = self.boot(root=self.root("return *(volatile int *)0;"))
        self.assertEqual(status, 125)
        self.assertIn("exitcode=0x0000000b\nthe image's init crashed", said)

    def test_an_init_that_is_handed_over_to_and_ends(self):
        root = self.root()
        (root / "sbin").mkdir()
        images.static_program(root / "sbin/init", "int main(void) { return 127; }")
        status, said = self.boot(root=root, arguments=("--init", "/sbin/init"))
        self.assertEqual(status, 125)
        self.assertIn("exitcode=0x00007f00\nthe image's init ended with status 127", said)

    def test_an_initramfs_that_does_not_fit_into_memory(self):
        root = self.root("return 0;")
        (root / "etc/large").write_bytes(os.urandom(96 << 20))
        status, said = self.boot("--memory", "160M", root=root)
        self.assertEqual(status, 125, said)
        self.assertRegex(said, r"\Awarning: with 160M of memory the guest may not boot, it needs "
                               r"about \d+M\nthe guest's kernel panicked: .*\n"
                               r"the guest has too little memory")

    def test_a_damaged_initramfs(self):
        self.convert(f"rootfs:{self.root('return 0;')}", "-o", "initrd", "--no-patch", "init",
                     "--compress", "gzip")
        packed = bytearray((self.folder / "initrd").read_bytes())
        packed[20:200] = bytes(180)
        (self.folder / "initrd").write_bytes(packed)
        status, said = self.boot_again()
        self.assertEqual(status, 125)
        self.assertIn("\nthe kernel could not unpack the initramfs: it is damaged", said)

    def test_an_init_that_the_command_line_names_and_is_not_there(self):
        root = self.root()
        (root / "init").write_text("#!/bin/sh\n")
        (root / "init").chmod(0o755)
        self.assertEqual(
            self.boot("--append", "init=/none", root=root),
            (125, "the guest's kernel panicked: Requested init /none failed (error -2).\n"
                  "the program that init= names on the kernel's command line (--append, --cmdline) "
                  "cannot be run"))


class OrderlyEndTest(TestCase):
    def test_a_program_that_shows_a_panic_of_another_machine_does_not_panic(self):
        images.busybox_layout(self.folder / "image")
        self.convert("oci:image", "-o", "initrd", "--", "sh", "-c",
                     "echo '[ 1.0] Kernel panic - not syncing: of a log'; exit 4")
        status, output = run(self.folder / "initrd.sh")
        self.assertEqual(status, 4)
        self.assertNotIn("panicked", output)


class RefusedTest(TestCase):
    def test_standard_output_has_the_warnings_too(self):
        (self.folder / "root").mkdir()
        made = oci2boot("rootfs:root", "-o", "-", "--no-patch", "init", "--kernel", "none",
                        "--format", "initramfs", cwd=self.folder)
        self.assertEqual(made.returncode, 0, made.stderr)
        self.assertIn("the image has no /init", made.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
