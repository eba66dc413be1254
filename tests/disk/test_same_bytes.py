# SPDX-License-Identifier: Apache-2.0
"""Equal input, equal bytes: at any time, in any place, with any number of processors."""

import hashlib
import os
import random
import subprocess
import unittest

from tests.disk.disk_test_case import MIB, PLAIN, DiskTestCase
from tests.support.image_forms import Layer, layout_files, write_folder
from tests.support.layer_of_everything import layer_of_everything
from tests.support.layer_tar import LayerTar

OUTPUTS = (("vm.img",), ("vm.qcow2",), ("zstd.qcow2", "--compress", "zstd"),
           ("zlib.qcow2", "--compress", "zlib:1"), ("initramfs.cpio.gz",),
           ("initramfs.cpio.zst",))


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class SameBytesTest(DiskTestCase):
    def setUp(self):
        super().setUp()
        chance = random.Random(7)
        more = LayerTar().file(b".wh.d").file(b"large", chance.randbytes(9 * MIB))
        for number in range(2000):
            more.file(b"small-%d" % chance.randrange(10**9), b"%d" % number * chance.randrange(900))
        write_folder(self.inputs / "layout", layout_files(
            [Layer(layer_of_everything()), Layer(more.finish())]))
        self.image = f"oci:{self.inputs / 'layout'}"

    def digests(self, folder, env=None, prefix=()):
        """Of all files of all outputs, made in a new folder."""
        (self.folder / folder).mkdir()
        for name, *options in OUTPUTS:
            self.convert(self.image, "-o", name, *PLAIN, *options, cwd=self.folder / folder,
                         env=env, prefix=prefix)
        return {path.name: digest(path) for path in (self.folder / folder).iterdir()}

    def test_other_surroundings(self):
        first = self.digests("first")
        other = self.folder / "tmp"
        other.mkdir()
        for number, env in enumerate((
                {}, {"TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8", "TMPDIR": str(other)},
                {"TZ": "America/St_Johns", "LC_ALL": "tr_TR.ISO-8859-9",
                 # What libext2fs and mke2fs read.
                 "E2FSPROGS_FAKE_TIME": "1", "MKE2FS_CONFIG": "/dev/null",
                 "E2FSPROGS_LIBMAGIC_SUPPRESS": "1", "MKE2FS_FIRST_META_BG": "3",
                 "MKE2FS_DEVICE_SECTSIZE": "512", "EXT4_ENCODING": "utf8"})):
            with self.subTest(env):
                self.assertEqual(self.digests(f"again-{number}", env), first)

    def test_one_processor(self):
        one = min(os.sched_getaffinity(0))
        self.assertEqual(self.digests("one", prefix=["taskset", "-c", str(one)]),
                         self.digests("all"))

    def test_any_number_of_threads(self):
        usual = self.digests("usual")
        for jobs in ("1", "7"):
            with self.subTest(jobs):
                self.assertEqual(self.digests(jobs, {"OCI2BOOT_JOBS": jobs}), usual)

    @unittest.skipUnless(os.getuid() == 0, "another user is needed")
    def test_another_user(self):
        as_root = self.digests("root")
        self.inputs.chmod(0o755)
        os.chmod(self.folder, 0o777)
        (self.folder / "nobody").mkdir()
        os.chown(self.folder / "nobody", 65534, 65534)
        for name, *options in OUTPUTS:
            self.convert(self.image, "-o", name, *PLAIN, *options, cwd=self.folder / "nobody",
                         prefix=["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"],
                         env={"HOME": "/nonexistent"})
        self.assertEqual({path.name: digest(path) for path in
                          (self.folder / "nobody").iterdir()}, as_root)

    def test_another_file_system(self):
        """One that knows no holes in files and no files without names would do; a tmpfs differs
        enough in how it tells of holes."""
        here = self.digests("here")
        with self.subTest("tmpfs"):
            folder = "/dev/shm"
            if not os.access(folder, os.W_OK):
                self.skipTest("no /dev/shm")
            made = subprocess.run(["mktemp", "-d", "-p", folder], check=True, capture_output=True,
                                  text=True).stdout.strip()
            self.addCleanup(subprocess.run, ["rm", "-rf", made], check=True)
            for name, *options in OUTPUTS:
                self.convert(self.image, "-o", name, *PLAIN, *options, cwd=made)
            self.assertEqual({name: digest(os.path.join(made, name)) for name in
                              os.listdir(made)}, here)

    def test_an_epoch_changes_only_what_it_should(self):
        first = self.digests("first", {"SOURCE_DATE_EPOCH": "1000000000"})
        self.assertEqual(self.digests("again", {"SOURCE_DATE_EPOCH": "1000000000"}), first)
        self.assertNotEqual(self.digests("other", {"SOURCE_DATE_EPOCH": "1000000001"})["vm.img"],
                            first["vm.img"])
