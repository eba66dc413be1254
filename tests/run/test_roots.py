# SPDX-License-Identifier: Apache-2.0
"""The roots that runs keep in the cache: when one is made, who shares it, when it goes. QEMU's
place is taken by a program that starts in a moment."""

import tarfile
import unittest

from tests.support import images
from tests.support.program import oci2boot
from tests.support.running import RunCase


class RootsTest(RunCase):
    def setUp(self):
        super().setUp()
        self.cache = self.folder / "cache"

    def run_fake(self, *options, script="echo here"):
        """What it says on standard error; it must succeed."""
        process = self.fake(script, *options)
        out, err = process.communicate(timeout=300)
        self.assertEqual((out, process.returncode), (b"here\n", 0), err)
        return err.decode()

    def refused(self, *options):
        process = self.fake("echo here", *options)
        out, err = process.communicate(timeout=300)
        self.assertEqual((out, process.returncode), (b"", 125), err)
        return err.decode()

    def qemu_argument(self, name):
        arguments = (self.folder / "arguments").read_text().split("\0")
        return arguments[arguments.index(name) + 1]

    def files(self):
        """{path: (inode, change)} of all roots."""
        return {path: (path.stat().st_ino, path.stat().st_mtime_ns)
                for path in (self.cache / "v1/roots").rglob("*") if path.is_file()}

    def test_a_second_run_converts_nothing(self):
        self.run_fake()
        files = self.files()
        self.run_fake("-e", "A=1", "-u", "worker", "-w", "/tmp", "-m", "600M", "--cpus", "2",
                      "--timeout", "100", "--init", "container")
        self.assertEqual(self.files(), files)
        self.assertEqual(len(self.roots()), 1)

    def test_what_changes_a_root_makes_another(self):
        self.run_fake()
        for number, option in enumerate((["--hostname", "other"], ["--network", "none"],
                                         ["--no-patch", "hosts"], ["--format", "disk"],
                                         ["--size", "+1G"], ["--modules", "all"]), start=2):
            with self.subTest(option):
                self.run_fake(*option)
                self.assertEqual(len(self.roots()), number)

    def test_a_root_in_which_nothing_was_typed_is_made_byte_for_byte_again(self):
        self.run_fake("--format", "disk", "-e", "A=1")
        disk = next(self.cache.rglob("disk.img")).read_bytes()
        oci2boot("cache", "prune", "--keep", "0", "--cache-dir", self.cache)
        self.assertEqual(self.files(), {})
        self.run_fake("--format", "disk", "-e", "B=2")
        self.assertTrue(next(self.cache.rglob("disk.img")).read_bytes() == disk)

    def test_a_variable_of_one_run_is_not_kept(self):
        self.run_fake("-e", "TOKEN=a-secret-of-mine")
        for path in self.files():
            self.assertNotIn(b"a-secret-of-mine", path.read_bytes(), path)

    def test_a_password_is_in_no_path(self):
        password = self.folder / "password"
        password.write_text("correct horse\n")
        self.run_fake("--root-password-file", password)
        self.run_fake("--root-password-file", password)
        self.assertEqual(len(self.roots()), 1)
        password.write_text("battery staple\n")
        self.run_fake("--root-password-file", password)
        self.assertEqual(len(self.roots()), 2)

    def test_twenty_at_once_give_twenty_answers_and_one_root(self):
        runs = []
        for number in range(20):
            own = self.folder / f"run{number}"
            own.mkdir()
            runs.append(self.fake("read -r line; echo $line", notes=own))
        for number, run in enumerate(runs):
            out, err = run.communicate(f"{number}\n".encode(), timeout=300)
            self.assertEqual((out, err, run.returncode), (f"{number}\n".encode(), b"", 0))
        self.assertEqual(len(self.roots()), 1)
        left = sorted(path.name for path in (self.cache / "v1/roots").iterdir())
        self.assertEqual(left, sorted(["kernels", *(root["name"] for root in self.roots())]))

    def test_what_a_dead_run_has_left_is_cleaned_up(self):
        self.run_fake()
        roots = self.cache / "v1/roots"
        left = roots / ("making-" + "0" * 64)
        left.mkdir()
        (left / "disk.img").write_bytes(b"half")
        (roots / (left.name + ".lock")).touch()
        oci2boot("cache", "prune", "--keep", "10G", "--cache-dir", self.cache)
        self.assertEqual(sorted(path.name for path in roots.iterdir()),
                         sorted(["kernels", self.roots()[0]["name"]]))

    def test_pruning_leaves_a_root_that_is_in_use_and_takes_it_afterwards(self):
        process = self.fake("echo up; read -r line; echo $line")
        self.assert_said(process, "up")
        prune = ("cache", "prune", "--keep", "0", "--cache-dir", self.cache)
        self.assertIn(b"not removed: 1 root of runs in use", oci2boot(*prune).stdout)
        self.assertEqual(len(self.roots()), 1)
        process.stdin.write(b"here\n")
        process.stdin.close()
        self.assert_said(process, "here")
        self.assert_ends(process, 0)
        self.assertRegex(oci2boot(*prune).stdout.decode(), r"\Aremoved 1 root of runs, \d")
        self.assertEqual(self.files(), {})

    def test_cache_ls_tells_of_roots_and_of_the_kernel_that_they_share(self):
        self.run_fake()
        self.run_fake("--format", "disk")
        listed = oci2boot("cache", "ls", "--cache-dir", self.cache).stdout.decode()
        self.assertRegex(listed, r"(?m)^[0-9a-f]{12} +\S+ \S+  .*, initramfs\)$")
        self.assertRegex(listed, r"(?m)^[0-9a-f]{12} +\S+ \S+  .*, disk\)$")
        self.assertRegex(listed, r"(?m)^2 roots of runs, .*; kernels, \S+ MiB$")
        kernels = {path.stat().st_ino for path in self.files() if path.name == "kernel"}
        self.assertEqual(len(kernels), 1)

    def test_a_small_image_is_in_memory_and_a_large_one_on_a_disk(self):
        self.run_fake()
        self.assertEqual(self.roots()[0]["format"], "initramfs")
        large = self.folder / "large"
        (large / "bin").mkdir(parents=True)
        (large / "bin/sh").write_bytes(b"")
        with open(large / "data", "wb") as data:
            data.truncate(20 << 20)
        self.image = f"rootfs:{large}"
        self.run_fake()
        self.assertEqual(sorted(root["format"] for root in self.roots()), ["disk", "initramfs"])
        self.assertIn(",snapshot=on,", self.qemu_argument("-drive"))

    def test_a_kept_disk_goes_on_over_its_own_root_alone(self):
        self.run_fake("--keep", "kept.qcow2")
        self.assertRegex(self.qemu_argument("-drive"), r"format=qcow2,file=.*/kept\.qcow2$")
        self.run_fake("--keep", "kept.qcow2")
        self.assertRegex(self.refused("--keep", "kept.qcow2", "--hostname", "other"),
                         r"\Aoci2boot: --keep .*/kept\.qcow2: it keeps changes to another root: .*")

    def test_what_contradicts_itself_is_refused_before_anything_is_made(self):
        (self.folder / "text").write_text("no disk, and long enough for a header")
        for options, words in ((["--keep", "f", "--format", "initramfs"], "--keep takes a disk"),
                               (["--keep", "nowhere/f"], "there is no folder"),
                               (["--keep", "text"], "it is there and is no qcow2 disk"),
                               (["--size", "1G", "--format", "initramfs"], "--size takes a disk"),
                               (["--kernel", "none"], "a run needs a kernel"),
                               (["--format", "tar"], "expected disk or initramfs"),
                               (["--timeout", "soon"], "expected a time such as 60"),
                               (["--keep", "f", "--rm"], "--rm")):
            with self.subTest(options):
                self.assertIn(words, self.refused(*options))
        self.assertFalse((self.cache / "v1/roots").exists())

    def test_a_program_that_is_missing_is_named_before_anything_is_made(self):
        for options, words in (([], b"is not installed; it is in the package qemu-system-"),
                               (["--keep", "f"], b"it is in the package qemu-utils")):
            with self.subTest(options):
                process = self.start(*options, env={"PATH": str(self.folder)})
                _, err = process.communicate(timeout=300)
                self.assertEqual(process.returncode, 125)
                self.assertIn(words, err)
        self.assertFalse((self.cache / "v1/roots").exists())

    def test_an_init_that_will_not_run_is_told_with_its_root(self):
        root = images.busybox_root(self.folder / "root")
        (root / "bin/broken").write_text("#!/nosuch\n")
        (root / "bin/broken").chmod(0o755)
        self.image = f"rootfs:{root}"
        process = self.fake("true", "--init", "/bin/broken")
        self.assertRegex(process.stderr.readline(), rb"warning: .*/nosuch")

    def test_after_the_timeout_it_ends_with_124(self):
        process = self.fake("exec sleep 1000", "--timeout", "0.5")
        _, err = process.communicate(timeout=300)
        self.assertEqual((process.returncode, err),
                         (124, b"oci2boot: ended: the time of --timeout is over\n"))

    def test_an_image_on_standard_input_is_no_input_of_the_program(self):
        file = self.folder / "image.tar"
        with tarfile.open(file, "w") as archive:
            archive.add(images.busybox_layout(self.folder / "image"), ".")
        self.image = "-"
        with open(file, "rb") as image:
            process = self.fake("wc -c", stdin=image)
            out, err = process.communicate(timeout=300)
        self.assertEqual((out, err, process.returncode), (b"0\n", b"", 0))

    def test_a_root_on_standard_input_is_the_one_of_the_same_archive(self):
        file = self.folder / "rootfs"
        with tarfile.open(file, "w") as archive:
            archive.add(images.busybox_root(self.folder / "root"), ".")
        self.image = "rootfs:-"
        process = self.fake("echo here", "--format", "initramfs")
        out, err = process.communicate(file.read_bytes(), timeout=300)
        self.assertEqual((out, process.returncode), (b"here\n", 0), err)
        initrd = next(self.cache.rglob("initrd")).read_bytes()
        self.assertTrue(b"bin/busybox" in initrd, "the image's files are in its root")
        self.image = f"rootfs:{file}"
        self.run_fake("--format", "initramfs")
        self.assertEqual(len(self.roots()), 1)

    def test_an_image_that_is_not_there_is_our_failure(self):
        self.image = "oci:nothing-here"
        self.assertIn("nothing-here", self.refused())


if __name__ == "__main__":
    unittest.main()
