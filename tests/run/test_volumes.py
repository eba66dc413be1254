# SPDX-License-Identifier: Apache-2.0
"""run -v: folders of the host in the guest, by virtiofs under a kernel for the cloud and by 9p under
one for everything (OCI2BOOT_FULL_KERNELS is a store that has it)."""

import hashlib
import os
import pathlib
import random
import shutil
import unittest

from tests.support import images
from tests.support.program import PROGRAM, TestCase, oci2boot, private_mounts

FULL_KERNELS = pathlib.Path(os.environ.get("OCI2BOOT_FULL_KERNELS", "/nonexistent"))

WORK = r"""
set -e
cd /src
grep ' /src ' /proc/mounts | cut -d' ' -f3
cat given
sha256sum <large
echo made >by-guest
chmod 750 by-guest
mkdir -p sub/deep
cp large sub/deep/copy
ln -s ../by-guest sub/link
mv given renamed
rm large
cat /src/inner/f
touch /read-only/x || true
mount -o remount,rw /read-only && touch /read-only/x || true
cat /read-only/f
"""
READ_ONLY = "touch: /read-only/x: Read-only file system\n"


def without_virtiofsd():
    """A command prefix, behind which there is none."""
    hide = 'for f in {}; do [ ! -e $f ] || mount --bind /dev/null $f; done; exec "$@"'
    found = shutil.which("virtiofsd")
    places = [f"{folder}/virtiofsd" for folder in
              ("/usr/libexec", "/usr/lib/qemu", "/usr/lib", "/usr/local/libexec")]
    return [*private_mounts(), "sh", "-c", hide.format(" ".join(places + [found or ""])), "sh"]


class VolumeCase(TestCase):
    @classmethod
    def setUpClass(cls):
        shared = cls.shared_folder()
        cls.cache = shared / "cache"
        cls.image = f"oci:{images.busybox_layout(shared / 'image')}"

    def run_in(self, script, *options, **how):
        return oci2boot("run", "-q", "--cache-dir", self.cache, *options, self.image, "--", "sh",
                        "-c", script, cwd=self.folder, **how)

    def assert_runs(self, expected, script, *options, **how):
        result = self.run_in(script, *options, **how)
        self.assertEqual((result.returncode, result.stdout.decode(), result.stderr),
                         (0, expected, ""))

    def assert_shares(self, file_system, **how):
        """One machine with three volumes, and what it leaves on the host."""
        source = self.folder / "a, b\\c"
        for name in (source, self.folder / "inner", self.folder / "kept"):
            name.mkdir()
            (name / "f").write_text(f"of {name.name}\n")
        (source / "given").write_text("from the host\n")
        large = random.Random(7).randbytes(5 << 20)
        (source / "large").write_bytes(large)
        result = self.run_in(WORK, "-v", f"{self.folder}/inner/../inner:/src/inner", "-v",
                             f"./{source.name}:/src", "-v", f"{self.folder}/kept:/read-only:ro",
                             **how)
        self.assertEqual((result.returncode, result.stdout.decode(), result.stderr), (
            0, f"{file_system}\nfrom the host\n{hashlib.sha256(large).hexdigest()}  -\n"
               "of inner\nof kept\n", READ_ONLY * 2))
        self.assertEqual(sorted(path.name for path in source.iterdir()),
                         ["by-guest", "f", "inner", "renamed", "sub"])
        self.assertEqual((source / "by-guest").read_text(), "made\n")
        self.assertEqual((source / "by-guest").stat().st_mode & 0o7777, 0o750)
        self.assertEqual((source / "by-guest").stat().st_uid, os.getuid())
        self.assertEqual((source / "sub/deep/copy").read_bytes(), large)
        self.assertEqual(os.readlink(source / "sub/link"), "../by-guest")
        self.assertEqual([path.name for path in (self.folder / "kept").iterdir()], ["f"])


class VirtiofsTest(VolumeCase):
    def test_what_the_guest_does_in_a_folder_is_done_on_the_host(self):
        self.assert_shares("virtiofs")

    @unittest.skipUnless(os.getuid() == 0, "only root becomes someone else")
    def test_a_file_of_a_root_is_the_users_who_runs_the_machine(self):
        """Of one with groups, which cannot be given up in a user namespace."""
        user, group = 65534, 65533
        shutil.copy(PROGRAM, self.folder / "oci2boot")
        for name in ("cache", "mine"):
            (self.folder / name).mkdir()
            os.chown(self.folder / name, user, group)
        self.folder.chmod(0o755)
        image = pathlib.Path(self.image.removeprefix("oci:"))
        for path in (image.parent, image, *image.rglob("*")):
            path.chmod(0o755)
        result = oci2boot(
            "run", "-q", "--cache-dir", self.folder / "cache", "-v", f"{self.folder}/mine:/mine",
            "-v", f"{self.folder}/mine:/seen:ro", self.image, "--", "sh", "-c",
            "stat -c %u:%g /mine; echo made >/mine/f; cat /seen/f; touch /seen/g",
            prefix=["setpriv", "--reuid", str(user), "--regid", str(group), "--groups",
                    f"{group},20,27", "sh", "-c", 'shift; exec "$0" "$@"',
                    str(self.folder / "oci2boot")],
            cwd=self.folder, env={"HOME": str(self.folder), "XDG_CONFIG_HOME": None})
        self.assertEqual((result.returncode, result.stdout.decode(), result.stderr), (
            1, "0:0\nmade\n", "touch: /seen/g: Read-only file system\n"))
        made = (self.folder / "mine/f").stat()
        self.assertEqual((made.st_uid, made.st_gid), (user, group))

    @unittest.skipUnless(os.getuid() == 0, "only root gives files away")
    def test_a_file_of_a_user_of_the_guest_has_the_same_number_on_the_host(self):
        self.folder.chmod(0o777)
        self.assert_runs("1000:1000\n", "echo x >/src/f; stat -c %u:%g /src/f", "-v",
                         f"{self.folder}:/src", "-u", "worker", "-w", "/src")
        self.assertEqual((self.folder / "f").stat().st_uid, 1000)


@unittest.skipUnless(FULL_KERNELS.is_dir(), "OCI2BOOT_FULL_KERNELS names no folder")
class NinePTest(VolumeCase):
    def test_what_the_guest_does_in_a_folder_is_done_on_the_host(self):
        self.assert_shares("9p", prefix=without_virtiofsd(),
                           env={"OCI2BOOT_KERNELS": str(FULL_KERNELS)})


SYSTEM = r"""#!/bin/sh
exec >/dev/console
grep ' /data' /proc/mounts | cut -d' ' -f2,3
cat /data/inner/f
echo made >/data/by-guest
touch /data/inner/g || echo read-only
poweroff -f
"""


class SystemTest(TestCase):
    """An image whose own init boots has the folders before its first script runs."""

    def setUp(self):
        super().setUp()
        root = images.busybox_root(self.folder / "root")
        (root / "sbin").mkdir()
        (root / "sbin/init").symlink_to("../bin/busybox")
        (root / "etc/inittab").write_text("::sysinit:/etc/rc\n")
        (root / "etc/rc").write_text(SYSTEM)
        (root / "etc/rc").chmod(0o755)
        self.image = f"oci:{images.oci_layout(self.folder / 'image', root, cmd='/sbin/init')}"
        (self.folder / "data").mkdir()
        (self.folder / "inner").mkdir()
        (self.folder / "inner/f").write_text("from the host\n")

    def run_it(self, *volumes, **how):
        options = [word for volume in volumes for word in ("-v", volume)]
        return oci2boot("run", "-q", "--cache-dir", self.folder / "cache", *options, self.image,
                        cwd=self.folder, **how)

    def assert_shares(self, file_system, **how):
        result = self.run_it("./inner:/data/inner:ro", "./data:/data", **how)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertIn(f"/data {file_system}\r\n/data/inner {file_system}\r\nfrom the host\r\n",
                      result.stdout.decode())
        self.assertIn(b"\nread-only\r\n", result.stdout)
        self.assertEqual((self.folder / "data/by-guest").read_text(), "made\n")
        self.assertEqual([path.name for path in (self.folder / "inner").iterdir()], ["f"])

    @unittest.skipUnless(FULL_KERNELS.is_dir(), "OCI2BOOT_FULL_KERNELS names no folder")
    def test_by_9p(self):
        self.assert_shares("9p", prefix=without_virtiofsd(),
                           env={"OCI2BOOT_KERNELS": str(FULL_KERNELS)})

    def test_what_it_does_in_a_folder_is_done_on_the_host(self):
        """And what it mounts over is refused, when the root is there already."""
        self.assert_shares("virtiofs")
        result = self.run_it("./data:/run/data")
        self.assertEqual((result.returncode, result.stdout), (125, b""))
        self.assertRegex(result.stderr, "volume .*/data:/run/data: .* its own init system, which "
                                        "has /run to itself; choose another path")


class RefusalTest(VolumeCase):
    """What can be seen to be wrong is told before an image is looked for."""

    def assert_refused(self, volume, *parts):
        result = oci2boot("run", "--cache-dir", self.folder / "cache", "-v", volume,
                          "oci:nowhere", cwd=self.folder)
        self.assertEqual((result.returncode, result.stdout), (125, b""))
        self.assertEqual(len(result.stderr.splitlines()), 1, result.stderr)
        for part in parts:
            self.assertIn(part, result.stderr)
        self.assertFalse((self.folder / "cache").exists())

    def test_a_folder_that_is_not_there(self):
        self.assert_refused("./none:/src", "there is no ./none", "mkdir -p ./none")

    def test_a_file(self):
        (self.folder / "file").touch()
        self.assert_refused(f"{self.folder}/file:/src", "is a file", f"-v {self.folder}:/GUEST")

    def test_a_named_volume(self):
        self.assert_refused("data:/src", "no named volumes", "./data")

    def test_a_relative_path_in_the_guest(self):
        self.assert_refused(".:src", "has to be absolute")

    def test_an_option_that_means_nothing_here(self):
        self.assert_refused(".:/src:z", "'z' is no option of a volume")


class KernelWithoutSharesTest(VolumeCase):
    def test_both_ways_out_are_told(self):
        result = self.run_in(":", "-v", ".:/src", "--modules", "none")
        self.assertEqual(result.returncode, 125)
        self.assertIn("its kernel has neither virtiofs nor 9p", result.stderr)
        self.assertIn("linux-image-amd64", result.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
