# SPDX-License-Identifier: Apache-2.0
"""oci2boot unpack: folders and archives hold what the image has, nothing is written elsewhere, and
what cannot be kept is told."""

import os
import signal
import stat
import subprocess
import unittest

from tests.support.cpio_archive import directory, entry, symlink, trailer
from tests.support.disk_tree import disk_differences
from tests.support.layer_of_everything import layer_of_everything
from tests.support.layer_tar import LayerTar
from tests.support.program import PROGRAM, TestCase, environment, oci2boot, private_mounts
from tests.support.tree import differences, read_folder, read_tar

needs_root = unittest.skipUnless(os.getuid() == 0, "giving files to others needs root")
MIB = 1 << 20


class UnpackTest(TestCase):
    def unpack(self, *arguments, **options):
        result = oci2boot("unpack", *arguments, cwd=self.folder, **options)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result

    def cpio(self, *entries):
        (self.folder / "a.cpio").write_bytes(b"".join(entries) + trailer())
        return "a.cpio"

    def disk(self, layer, name="vm.img"):
        (self.folder / "layer.tar").write_bytes(layer)
        self.convert("rootfs:layer.tar", "-o", name, "--kernel", "none", "--no-patch", "all")
        return name


class ArchiveTest(UnpackTest):
    def test_disks_give_back_what_the_image_has(self):
        layer = layer_of_everything()
        for name in ("vm.img", "vm.qcow2"):
            with self.subTest(name):
                self.disk(layer, name)
                self.unpack(name, f"{name}.tar")
                self.assertEqual(disk_differences(read_tar(self.folder / "layer.tar"),
                                                  read_tar(self.folder / f"{name}.tar")), [])

    def test_attributes_of_all_sizes_come_back(self):
        values = {b"user.a%d" % size: bytes(range(250)) * (size // 250)
                  for size in (250, 1000, 3500, 50_000)}
        self.disk(LayerTar().file(b"f", b"x", xattrs={b"user.empty": b"", **values}).finish())
        self.unpack("vm.img", "x.tar")
        self.assertEqual(read_tar(self.folder / "x.tar")[b"f"].xattrs,
                         {b"user.empty": b"", **values})

    def test_an_archive_that_is_unpacked_into_one_is_the_same(self):
        (self.folder / "layer.tar").write_bytes(layer_of_everything())
        self.convert("rootfs:layer.tar", "-o", "x.tar.lzma")
        self.convert("rootfs:layer.tar", "-o", "x.tar")
        self.unpack("x.tar.lzma", "y.tar")
        self.assertEqual((self.folder / "y.tar").read_bytes(),
                         (self.folder / "x.tar").read_bytes())

    def test_standard_output_is_for_tar(self):
        name = self.cpio(directory(b"d"), entry(b"d/f", b"content"))
        tar = self.unpack(name, "-").stdout
        listed = subprocess.run(["bsdtar", "-tf", "-"], input=tar, check=True,
                                capture_output=True).stdout
        self.assertEqual(listed, b"./\nd/\nd/f\n")

    def test_an_archive_that_exists_is_refused(self):
        name = self.cpio(entry(b"f"))
        (self.folder / "x.tar").write_text("mine")
        self.assertIn("x.tar", self.refused(7, "unpack", name, "x.tar"))
        self.assertEqual((self.folder / "x.tar").read_text(), "mine")
        self.unpack(name, "x.tar", "--force")
        self.assertIn(b"f", read_tar(self.folder / "x.tar"))

    def test_damage_leaves_no_archive(self):
        (self.folder / "a.cpio").write_bytes(entry(b"f", b"content")[:-8])
        self.refused(6, "unpack", "a.cpio", "x.tar")
        self.refused(6, "unpack", "a.cpio", "out")
        self.assertEqual(self.files(), ["a.cpio"])


class FolderTest(UnpackTest):
    @needs_root
    def test_a_folder_holds_what_the_image_has(self):
        name = self.disk(layer_of_everything())
        result = self.unpack(name, "out")
        self.assertEqual(result.stderr, "")
        self.unpack(name, "x.tar")
        got = read_folder(self.folder / "out")
        self.assertEqual(differences(read_tar(self.folder / "x.tar"), got), [])

    @needs_root
    def test_getfattr_reads_capabilities_and_acls(self):
        access = b"\2\0\0\0" + b"".join((b"\1\0\6\0" + b"\xff" * 4, b"\2\0\6\0\xe8\3\0\0",
                                         b"\4\0\4\0" + b"\xff" * 4, b"\x10\0\6\0" + b"\xff" * 4,
                                         b"\x20\0\4\0" + b"\xff" * 4))
        capability = b"\1\0\0\2\0\x20\0\0" + bytes(12)
        self.disk(LayerTar().file(b"f", b"x", mode=0o664, xattrs={
            b"system.posix_acl_access": access, b"security.capability": capability}).finish())
        self.unpack("vm.img", "out")
        said = subprocess.run(["getfattr", "-e", "hex", "-d", "-m", "-", "out/f"], check=True,
                              cwd=self.folder, capture_output=True, text=True).stdout
        self.assertIn("security.capability=0x" + capability.hex(), said)
        self.assertIn("system.posix_acl_access=0x" + access.hex(), said)

    def test_holes_stay_holes(self):
        pieces = [(0, b"begin"), (64 * MIB, b"end")]
        self.disk(LayerTar().sparse(b"sparse", 64 * MIB + 3, pieces).finish())
        self.unpack("vm.img", "out")
        status = (self.folder / "out/sparse").stat()
        self.assertEqual(status.st_size, 64 * MIB + 3)
        self.assertLess(status.st_blocks * 512, MIB)

    def test_a_folder_that_has_something_in_it_is_refused(self):
        name = self.cpio(entry(b"f", b"new"))
        (self.folder / "out").mkdir()
        (self.folder / "out/mine").write_text("mine")
        self.assertIn("'out' has something in it", self.refused(7, "unpack", name, "out"))
        self.assertEqual(os.listdir(self.folder / "out"), ["mine"])
        self.unpack(name, "out", "--force")
        self.assertEqual(sorted(os.listdir(self.folder / "out")), ["f", "mine"])

    def test_what_is_no_folder_is_refused(self):
        name = self.cpio(entry(b"f"))
        (self.folder / "file").write_text("mine")
        self.assertIn("is no folder", self.refused(7, "unpack", name, "file", "--force"))
        self.assertIn("cannot make the folder", self.refused(7, "unpack", name, "no/where"))

    def test_folders_without_rights_are_filled_all_the_same(self):
        self.unpack(self.cpio(directory(b"closed", 0o000), entry(b"closed/f", b"x", mtime=5),
                              directory(b"closed", 0o111, mtime=1000)), "out")
        status = (self.folder / "out/closed").stat()
        self.assertEqual((stat.S_IMODE(status.st_mode), status.st_mtime), (0o111, 1000))
        (self.folder / "out/closed").chmod(0o755)

    def test_force_replaces_files_and_links_but_no_folder(self):
        out, other = self.folder / "out", self.folder / "other"
        for path in (out, other, out / "stays"):
            path.mkdir()
        (out / "f").symlink_to(other / "victim")
        (out / "d").symlink_to(other)
        (out / "stays/mine").write_text("mine")
        name = self.cpio(entry(b"f", b"new"), directory(b"d"), entry(b"d/x", b"x"),
                         directory(b"stays"), symlink(b"l", b"d"))
        self.unpack(name, "out", "--force")
        self.unpack(name, "out", "--force")
        self.assertEqual(os.listdir(other), [])
        self.assertEqual((out / "f").read_text(), "new")
        self.assertEqual(os.listdir(out / "d"), ["x"])
        self.assertEqual((out / "stays/mine").read_text(), "mine")
        said = self.refused(7, "unpack", self.cpio(entry(b"stays")), "out", "--force")
        self.assertIn("'/stays' is a folder there, and none in the image; remove it", said)


class OutsideTest(UnpackTest):
    """Nothing comes to lie outside of the folder, whatever an archive says."""

    def test_paths_that_climb_and_links_that_lead_away(self):
        outside = self.folder / "outside"
        outside.mkdir()
        self.unpack(self.cpio(
            entry(b"../climbed", b"x"), entry(b"/absolute", b"x"),
            symlink(b"away", os.fsencode(outside)), entry(b"away/x", b"x"),
            symlink(b"up", b"../outside"), entry(b"up/x", b"x"),
            symlink(b"file", os.fsencode(outside / "file")), entry(b"file", b"x")), "out")
        self.assertEqual(os.listdir(outside), [])
        self.assertEqual(sorted(os.listdir(self.folder / "out")),
                         ["absolute", "away", "climbed", "file", "up"])
        self.assertEqual(self.files(), ["a.cpio", "out", "outside"])
        self.assertTrue((self.folder / "out/file").is_file())

    def test_names_that_no_file_may_have_are_damage_on_a_disk(self):
        self.disk(LayerTar().file(b"ZZZ", b"x").finish())
        image, before = (self.folder / "vm.img").read_bytes(), self.files()
        for name in (b"a/b", b"x\0y", b"../"):
            with self.subTest(name):
                (self.folder / "vm.img").write_bytes(image.replace(b"ZZZ", name))
                self.assertIn("makes no sense", self.refused(6, "unpack", "vm.img", "out"))
                self.assertEqual(self.files(), before)


class OthersTest(UnpackTest):
    """Unpacking as a user who is not root."""

    def setUp(self):
        super().setUp()
        self.prefix = []
        if os.getuid() == 0:
            self.prefix = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
            os.chown(self.folder, 65534, 65534)

    def test_owners_and_devices_are_recorded_and_told_once(self):
        name = self.cpio(entry(b"f", b"x", uid=1000, gid=0), entry(b"root"),
                         entry(b"su", b"x", stat.S_IFREG | 0o4755),
                         entry(b"null", b"", stat.S_IFCHR | 0o666, rdevmajor=1, rdevminor=3),
                         directory(b"d", uid=8001, gid=1337))
        result = self.unpack(name, "out", prefix=self.prefix)
        self.assertEqual(result.stderr.count("\n"), 1)
        for part in ("user.rootlesscontainers", "1 device ('/null') became empty files",
                     "a .tar instead of the folder, keeps all of it"):
            self.assertIn(part, result.stderr)
        out = read_folder(self.folder / "out")
        owner, override = b"user.rootlesscontainers", b"user.containers.override_stat"
        # protobuf's varints; 0 is told as 2^32 - 1 (rootless-containers/proto)
        self.assertEqual(out[b"f"].xattrs, {owner: b"\x08\xe8\x07\x10\xff\xff\xff\xff\x0f"})
        self.assertEqual(out[b"d"].xattrs, {owner: b"\x08\xc1\x3e\x10\xb9\x0a"})
        self.assertEqual(out[b"root"].xattrs, {})
        self.assertEqual(out[b"null"].xattrs, {override: b"0:0:0666:char-1-3"})
        self.assertEqual((out[b"null"].type, out[b"null"].size), ("file", 0))
        self.assertEqual((out[b"su"].mode, out[b"su"].xattrs),
                         (0o755, {override: b"0:0:4755:file"}))

    def test_further_names_of_files_in_folders_that_nobody_may_enter(self):
        linked = {"ino": 7, "nlink": 2}
        name = self.cpio(directory(b"a", 0), directory(b"a/b", 0o600),
                         entry(b"a/b/first", b"x", **linked), entry(b"second", **linked))
        self.unpack(name, "out", prefix=self.prefix)
        out = self.folder / "out"
        self.assertEqual(stat.S_IMODE((out / "a").stat().st_mode), 0)
        self.assertEqual((out / "second").stat().st_nlink, 2)
        (out / "a").chmod(0o700)
        self.assertEqual(stat.S_IMODE((out / "a/b").stat().st_mode), 0o600)

    def test_umoci_records_the_same_owners(self):
        layout, bundle = self.folder / "layout", self.folder / "bundle"
        (self.folder / "layer.tar").write_bytes(
            LayerTar().directory(b"d", uid=8001, gid=1337).file(b"f", b"x", uid=1000)
            .file(b"g", b"x", gid=42).file(b"root").finish())
        def umoci(*command):
            subprocess.run([*self.prefix, "umoci", *map(str, command)], check=True,
                           capture_output=True, cwd=self.folder,
                           env=environment({"HOME": str(self.folder)}))
        umoci("init", "--layout", layout)
        umoci("new", "--image", f"{layout}:x")
        umoci("raw", "add-layer", "--image", f"{layout}:x", self.folder / "layer.tar")
        umoci("unpack", "--rootless", "--image", f"{layout}:x", bundle)
        self.convert("rootfs:layer.tar", "-o", "x.tar")
        self.unpack("x.tar", "out", prefix=self.prefix)
        expected, got = read_folder(bundle / "rootfs"), read_folder(self.folder / "out")
        for name in (b"d", b"f", b"g", b"root"):
            self.assertEqual((name, got[name].xattrs), (name, expected[name].xattrs))


class FaultTest(UnpackTest):
    def test_a_full_disk_is_told_with_what_is_left(self):
        name = self.cpio(*(entry(b"f%d" % n, b"x" * MIB) for n in range(8)))
        script = ("mkdir small && mount -t tmpfs -o size=4m none small && "
                  f"'{PROGRAM}' unpack {name} small/out; status=$?; ls small/out | wc -l; "
                  "exit $status")
        result = subprocess.run([*private_mounts(), "sh", "-c", script], cwd=self.folder,
                                capture_output=True, text=True, check=False)
        self.assertEqual(result.returncode, 7, result.stderr)
        self.assertRegex(result.stderr, r"oci2boot: .*/f\d.*No space left on device.*; 'small/out' "
                                        r"has \d of 8 names, and is not complete\n")
        self.assertGreater(int(result.stdout), 0)

    def test_a_signal_ends_it_with_a_word(self):
        self.cpio(*(entry(b"f%d" % n, b"x" * MIB) for n in range(64)))
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(number):
                out = self.folder / f"out{number}"
                with subprocess.Popen([PROGRAM, "unpack", "a.cpio", out], cwd=self.folder,
                                      stderr=subprocess.PIPE, text=True) as process:
                    while process.poll() is None and not (out.exists() and os.listdir(out)):
                        os.sched_yield()
                    process.send_signal(number)
                    said = process.stderr.read()
                self.assertEqual(process.returncode, -number)
                self.assertRegex(said, r"\Aoci2boot: interrupted; '.*' has \d+ of 64 names, and is "
                                       r"not complete\n\Z")
