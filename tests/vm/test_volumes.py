# SPDX-License-Identifier: Apache-2.0
"""VOLUME, and other things that docker gives a program."""

import unittest

from tests.support import images
from tests.support.guest import run
from tests.support.program import TestCase

LOOK = ("cd /data; stat -c '%n %F %a %u:%g' . seed sub sub/link | sort; cat seed; "
        "echo new > own && echo written; grep -c ' /data tmpfs ' /proc/mounts; ")


class VolumeTest(TestCase):
    @classmethod
    def setUpClass(cls):
        folder = cls.shared_folder()
        root = images.busybox_root(folder / "root")
        (root / "data/sub").mkdir(parents=True)
        (root / "data").chmod(0o750)
        (root / "data/seed").write_text("from the image\n")
        (root / "data/seed").chmod(0o4711)
        (root / "data/sub/link").symlink_to("../seed")
        cls.image = images.oci_layout(folder / "image", root,
                                      volume=["/data", "/made/for/docker", "/etc/passwd"])

    def boot(self, script, *options, output="initrd"):
        self.convert(f"oci:{self.image}", "-o", output, "--", "sh", "-c", script)
        return run(self.folder / f"{output}.sh", *options)

    def test_a_missing_folder_is_made(self):
        status, output = self.boot("stat -c '%F %a %U' /made/for/docker; wc -l < /etc/passwd")
        self.assertEqual((status, output), (
            0, "oci2boot: there is no folder for the volume /etc/passwd: Not a directory\n"
               "directory 755 root\n2\n"))

    def test_a_folder_of_the_image_is_as_it_was(self):
        for output in ("initrd", "vm.img"):
            with self.subTest(output):
                self.assert_volume("0", output)

    def test_a_read_only_root_has_writable_volumes(self):
        self.assert_volume("1", "vm.img", "--append", "ro")

    def assert_volume(self, tmpfs_count, output, *options):
        status, printed = self.boot(
            LOOK + "touch /made/for/docker/x && echo both; touch /x 2>/dev/null; :", *options,
            output=output)
        self.assertEqual(status, 0, printed)
        self.assertIn(". directory 750 0:0\nseed regular file 4711 0:0\nsub directory 755 0:0\n"
                      "sub/link symbolic link 777 0:0\nfrom the image\nwritten\n"
                      f"{tmpfs_count}\nboth\n", printed)


class LimitTest(TestCase):
    def test_limits_are_dockers(self):
        images.busybox_layout(self.folder / "image")
        self.convert("oci:image", "-o", "initrd", "--", "sh", "-c",
                     "ulimit -n; ulimit -u; ulimit -c; ulimit -s")
        self.assertEqual(run(self.folder / "initrd.sh"), (0, "1048576\nunlimited\n0\n8192\n"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
