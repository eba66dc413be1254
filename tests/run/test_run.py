# SPDX-License-Identifier: Apache-2.0
"""oci2boot run with real machines: what goes in and comes out of the guest's program, and where it
runs."""

import os
import random
import subprocess
import unittest

from tests.support import images
from tests.support.program import IMAGES, PROGRAM, environment, needs_corpus, oci2boot
from tests.support.running import RunCase

MIB = 1 << 20


class RunTest(RunCase):
    def run_it(self, *options, script="true", stdin=None):
        """Runs it to its end. Standard output is bytes."""
        return subprocess.run(self.command(*options, script=script), cwd=self.folder, timeout=300,
                              input=stdin, capture_output=True, check=False)

    def test_output_errors_and_status_are_the_programs_alone(self):
        ran = self.run_it(script="echo out; echo err >&2; exit 7")
        self.assertEqual((ran.stdout, ran.stderr, ran.returncode), (b"out\n", b"err\n", 7))

    def test_ten_megabytes_go_through_it_unchanged_both_ways(self):
        data = random.Random(7).randbytes(10 * MIB)
        ran = self.run_it(script="cat", stdin=data)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertTrue(ran.stdout == data, f"{len(ran.stdout)} bytes of {len(data)} came back")

    def test_variables_user_and_folder_are_each_runs_own(self):
        self.cache = self.folder / "cache"
        script = 'echo "$A|$B"; id -un; pwd'
        ran = self.run_it("-e", "A=one two", "-e", "B=3", "-u", "worker", "-w", "/home/worker/x",
                          script=script)
        self.assertEqual(ran.stdout, b"one two|3\nworker\n/home/worker/x\n", ran.stderr)
        ran = self.run_it(script="echo $A-; id -un; pwd")
        self.assertEqual(ran.stdout, b"-\nroot\n/\n")
        self.assertEqual(len(self.roots()), 1, "both run in the same root")

    def test_a_program_that_is_killed_or_missing_has_the_status_that_a_shell_gives(self):
        self.assertEqual(self.run_it(script="kill -9 $$").returncode, 137)
        missing = oci2boot("run", "-q", "--cache-dir", self.cache, self.image, "--", "nosuch")
        self.assertEqual((missing.returncode, missing.stdout), (127, b""))
        self.assertRegex(missing.stderr, "^oci2boot: cannot run 'nosuch': no such file")

    def test_what_the_guest_writes_is_forgotten_or_kept(self):
        on_disk = ["--format", "disk"]
        write = "echo was >>/here; cat /here; grep -c ' / ext4' /proc/mounts"
        for _ in range(2):
            self.assertEqual(self.run_it(*on_disk, script=write).stdout, b"was\n1\n")
        kept = ["--keep", "kept.qcow2"]
        self.assertEqual(self.run_it(*kept, script=write).stdout, b"was\n1\n")
        self.assertEqual(self.run_it(*kept, script=write).stdout, b"was\nwas\n1\n")

    def test_a_kept_disk_that_another_uses_is_named(self):
        kept = ["--keep", "kept.qcow2"]
        self.run_it(*kept)
        user = subprocess.Popen(["qemu-io", self.folder / "kept.qcow2"], stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE)
        self.addCleanup(user.communicate)
        user.stdin.write(b"length\n")
        user.stdin.flush()
        user.stdout.readline()  # it has the disk now
        ran = self.run_it(*kept)
        self.assertEqual(ran.returncode, 125)
        self.assertRegex(ran.stderr, rb"kept\.qcow2: another run is using it; wait for its end")

    def test_a_disk_has_room(self):
        ran = self.run_it("--size", "+3G", script="df -m / | tail -1")
        free = int(ran.stdout.split()[3])
        self.assertGreater(free, 2900, ran)

    def test_verbose_shows_the_kernel_on_standard_error(self):
        ran = self.run_it("--verbose", script="echo out")
        self.assertEqual((ran.stdout, ran.returncode), (b"out\n", 0))
        self.assertIn(b"Linux version", ran.stderr)

    def command(self, *options, script="true"):
        quiet = [] if "--verbose" in options else ["-q"]
        return [PROGRAM, "run", *quiet, "--cache-dir", str(self.cache), *options, self.image, "--",
                "sh", "-c", script]


class SystemTest(RunCase):
    @classmethod
    def setUpClass(cls):
        shared = cls.shared_folder()
        cls.cache = shared / "cache"
        root = images.busybox_root(shared / "root")
        (root / "sbin").mkdir()
        (root / "sbin/init").symlink_to("../bin/busybox")
        (root / "etc/inittab").write_text("::sysinit:/etc/rc\n")
        (root / "etc/rc").write_text(
            "#!/bin/sh\necho the system is up >/dev/console\npoweroff -f\n")
        (root / "etc/rc").chmod(0o755)
        (root / "bin/broken").write_text("#!/nosuch\n")
        (root / "bin/broken").chmod(0o755)
        cls.image = f"oci:{images.oci_layout(shared / 'image', root, cmd='/sbin/init')}"

    def test_an_init_that_cannot_run_is_no_success(self):
        ran = subprocess.run([PROGRAM, "run", "-q", "--cache-dir", str(self.cache), "--init",
                              "/bin/broken", self.image], timeout=300, capture_output=True,
                             check=False)
        self.assertIn(b"cannot run '/bin/broken'", ran.stdout)
        self.assertEqual(ran.returncode, 127, ran.stderr)

    def test_a_systems_console_is_shown_and_its_end_is_success(self):
        for _ in range(2):
            ran = subprocess.run([PROGRAM, "run", "-q", "--cache-dir", str(self.cache), self.image],
                                 timeout=300, capture_output=True, check=False)
            self.assertEqual(ran.returncode, 0, ran.stderr)
            self.assertIn(b"the system is up", ran.stdout)

    def test_a_command_behind_dashes_runs_instead_of_it(self):
        ran = subprocess.run([PROGRAM, "run", "-q", "--cache-dir", str(self.cache), self.image,
                              "--", "echo", "hi"], timeout=300, capture_output=True, check=False)
        self.assertEqual((ran.stdout, ran.stderr, ran.returncode), (b"hi\n", b"", 0))


@needs_corpus
class RealImageTest(RunCase):
    @classmethod
    def setUpClass(cls):
        cls.cache = cls.shared_folder() / "cache"

    def run_image(self, image, *command):
        ran = subprocess.run([PROGRAM, "run", "--cache-dir", str(self.cache), image, *command],
                             timeout=300, capture_output=True, check=False, env=environment())
        self.assertEqual((ran.returncode, ran.stderr), (0, b""))
        return ran.stdout.decode()

    def test_alpine(self):
        machine = os.uname().machine
        self.assertRegex(self.run_image(f"docker-archive:{IMAGES}/alpine-docker-save.tar", "--",
                                        "uname", "-a"),
                         rf"\ALinux alpine \S+ .* {machine} Linux\n\Z")

    def test_an_image_with_a_program_and_no_shell(self):
        self.assertIn("Hello from Docker!", self.run_image(f"oci:{IMAGES}/hello-world"))


if __name__ == "__main__":
    unittest.main()
