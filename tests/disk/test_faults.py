# SPDX-License-Identifier: Apache-2.0
"""Disks that fill up, folders that cannot be written, and images that stop arriving: no file under
its final name, and nothing else that stays."""

import os
import signal
import subprocess
import unittest

from tests.disk.disk_test_case import MIB, PLAIN
from tests.disk.fault_test_case import FORMS, FaultTestCase
from tests.support.image_forms import Layer, layout_files, tar_of
from tests.support.layer_tar import LayerTar
from tests.support.program import PROGRAM, environment, oci2boot, private_mounts

FULL = ('mount -t tmpfs -o size="$1" none "$2" && cd "$2" && shift 2 && "$@"; status=$?; '
        'ls -A >&2; exit $status')


class FullDiskTest(FaultTestCase):
    def run_on(self, size, name, *options, env=None):
        return oci2boot(self.image, "-o", name, *PLAIN, *options, cwd=self.folder, env=env,
                        prefix=[*private_mounts(), "sh", "-c", FULL, "sh", str(size),
                                self.folder])

    def test_a_small_tmpfs_in_every_phase(self):
        """Each size up to the one that is enough."""
        for name, options in FORMS.items():
            succeeded = False
            for size in [4096, 65_536, *range(MIB // 2, 30 * MIB, MIB // 2)]:
                with self.subTest(name=name, size=size):
                    result = self.run_on(size, name, *options)
                    left = result.stderr.splitlines()
                    if result.returncode == 0:
                        self.assertIn(name, left)
                        succeeded = True
                        break
                    self.assertEqual(result.returncode, 7, result.stderr)
                    self.assertEqual(len(left), 1, "files were left, or more was said")
                    self.assertIn("No space left on device", result.stderr)
            self.assertTrue(succeeded, name)

    def test_a_small_folder_for_temporary_files(self):
        """A compressed disk is put together in one. Its name is told."""
        place = self.inputs / "small"
        place.mkdir()
        script = 'mount -t tmpfs -o size=1m none "$1" && shift && "$@"; status=$?; exit $status'
        for name, options in FORMS.items():
            with self.subTest(name):
                result = oci2boot(
                    self.image, "-o", name, *PLAIN, *options, cwd=self.folder,
                    env={"TMPDIR": str(place)},
                    prefix=[*private_mounts(), "sh", "-c", script, "sh", place])
                if result.returncode == 0:  # it needs none
                    self.assert_clean(self.folder / name)
                    self.remove_all()
                    continue
                self.assertIn("No space left on device", result.stderr)
                self.assertIn(str(place), result.stderr)
                self.assertEqual(self.files(), [])

    def test_a_read_only_folder(self):
        script = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && shift && "$@"'
        for name, options in FORMS.items():
            with self.subTest(name):
                result = oci2boot(self.image, "-o", self.folder / name, *PLAIN, *options,
                                  prefix=[*private_mounts(), "sh", "-c", script, "sh",
                                          self.folder])
                self.assertEqual(result.returncode, 7, result.stderr)
                self.assertRegex(result.stderr, r"\Aoci2boot: .*Read-only file system.*\n\Z")
                self.assertEqual(self.files(), [])

    @unittest.skipUnless(os.getuid() == 0, "another user is needed")
    def test_a_folder_of_somebody_else(self):
        self.inputs.chmod(0o755)
        self.folder.chmod(0o755)
        result = oci2boot(self.image, "-o", "vm.img", *PLAIN, cwd=self.folder,
                          env={"HOME": "/nonexistent"},
                          prefix=["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"])
        self.assertEqual(result.returncode, 7, result.stderr)
        self.assertIn("Permission denied", result.stderr)
        self.assertEqual(self.files(), [])

    def test_a_limit_on_the_size_of_files(self):
        for name, options in FORMS.items():
            with self.subTest(name):
                result = oci2boot(self.image, "-o", name, *PLAIN, *options, cwd=self.folder,
                                  prefix=["sh", "-c", 'ulimit -f 1000 && exec "$@"', "sh"])
                self.assertIn(result.returncode, (1, 7), result.stderr)
                self.assertIn("File too large", result.stderr)
                self.assertEqual(self.files(), [])

    def test_what_exists_is_replaced_only_by_force(self):
        for name in ("vm.img", "vm.img.initrd", "vm.img.sh", "vm.img.json"):
            (self.folder / name).write_text("mine")
            message = self.refused(7, self.image, "-o", "vm.img", *PLAIN)
            self.assertIn(f"'{name}': it exists; --force replaces it", message)
            self.assertEqual((self.folder / name).read_text(), "mine")
            (self.folder / name).unlink()


class WhileItArrivesTest(FaultTestCase):
    """The archive comes through a pipe that stops in the middle."""

    def start(self, name, *options):
        files = layout_files([Layer(LayerTar().file(b"f", os.urandom(4 * MIB)).finish())])
        archive = tar_of(files)
        process = subprocess.Popen([PROGRAM, "-", "-o", name, *PLAIN, *options], cwd=self.folder,
                                   stdin=subprocess.PIPE, stderr=subprocess.PIPE,
                                   env=environment(), text=False)
        self.addCleanup(process.stderr.close)
        # More than a pipe holds: when this returns the program has read some of it.
        process.stdin.write(archive[:2 * MIB])
        process.stdin.flush()
        return process

    def test_signals(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL, signal.SIGHUP):
            with self.subTest(number):
                process = self.start("vm.img")
                process.send_signal(number)
                self.assertEqual(process.wait(timeout=60), -number)
                process.stdin.close()
                self.assertEqual(self.files(), [])

    def test_qemu_img_ends_when_the_program_does(self):
        """This one takes a second step, and says so, when it is left alone."""
        told = self.inputs / "told"
        go_on = self.inputs / "go_on"
        os.mkfifo(told)
        os.mkfifo(go_on)
        tool = self.inputs / "bin" / "qemu-img"
        tool.parent.mkdir()
        tool.write_text(f"""#!/bin/sh
            [ "$1" != --version ] || exit 0
            exec 3>{told} 4<{go_on}
            echo runs >&3
            read -r _ <&4
            echo "is still there" >&3
            """)
        tool.chmod(0o755)
        process = subprocess.Popen(
            [PROGRAM, self.image, "-o", "vm.vdi", *PLAIN, "-q"], cwd=self.folder,
            stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=environment({"PATH": f"{tool.parent}:{os.environ['PATH']}"}))
        # For writing as well: then nobody waits for the other side to open it.
        with open(go_on, "r+b", buffering=0) as go, open(told, encoding="ascii") as words:
            self.assertEqual(words.readline(), "runs\n")
            process.kill()
            process.wait(timeout=60)
            go.write(b"\n")
            self.assertEqual(words.read(), "")
        self.assertEqual(self.files(), [])

    def test_an_archive_that_ends(self):
        process = self.start("vm.qcow2")
        process.stdin.close()
        self.assertIn(process.wait(timeout=60), (5, 6))
        self.assertEqual(self.files(), [])
