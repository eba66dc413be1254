# SPDX-License-Identifier: Apache-2.0
"""What is made: judged by cpio, lsinitramfs and the compressors' own tools; the same bytes
whoever makes it, wherever and when."""

import gzip
import hashlib
import json
import os
import shutil
import subprocess
import unittest

from tests.support import images
from tests.support.program import IMAGES, PROGRAM, TestCase, needs_corpus, oci2boot


class OutputTest(TestCase):
    @classmethod
    def setUpClass(cls):
        shared = cls.shared_folder()
        shared.chmod(0o755)
        root = images.busybox_root(shared / "root")
        (root / "etc/hosts").write_text("the image's own\n")
        (root / "etc/odd name\n\udcff").write_text("odd")
        os.link(root / "etc/hosts", root / "etc/hosts-link")
        cls.layout = images.oci_layout(shared / "image", root, cmd="/bin/sh")
        cls.archive = shared / "image.tar"
        images.copy(f"oci:{cls.layout}", f"docker-archive:{cls.archive}:busybox:latest")
        subprocess.run(["chmod", "-R", "a+rX", shared], check=True)
        cls.unpacked = shared / "unpacked"
        subprocess.run(["umoci", "raw", "unpack", "--rootless", "--image", cls.layout,
                        cls.unpacked], check=True, capture_output=True)

    def digests(self, folder=None):
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest()
                for path in (folder or self.folder).iterdir() if path.is_file()}

    def listing(self, name):
        """What cpio says is in an archive: mode, links, owner, size and name, by name."""
        data = (self.folder / name).read_bytes()
        listed = subprocess.run(["cpio", "-itvn", "--quiet"], input=data, check=True,
                                capture_output=True, env={"TZ": "UTC", "LC_ALL": "C"}).stdout
        names = subprocess.run(["cpio", "-it0", "--quiet"], input=data, check=True,
                               capture_output=True).stdout.split(b"\0")[:-1]
        return dict(zip(names, listed.split(b"\n")))

    def test_the_listing_is_the_images_own_after_patches(self):
        self.convert(f"oci:{self.layout}", "-o", "x.cpio", "--no-patch", "all")
        listed = set(self.listing("x.cpio"))
        expected = {os.fsencode(path.relative_to(self.unpacked))
                    for path in self.unpacked.rglob("*")}
        self.assertEqual(listed - {b"."}, expected)
        patched = self.convert(f"oci:{self.layout}", "-o", "y.cpio", "--kernel", "none")
        self.assertEqual(patched.stderr, "")
        self.assertEqual(set(self.listing("y.cpio")) - listed,
                         {b".oci2boot", b".oci2boot/plan", b"init", b"etc/hostname", b"etc/mtab",
                          b"etc/resolv.conf"})

    def test_what_is_unpacked_is_the_image(self):
        """Contents, modes, links and times, as umoci and cpio give them."""
        self.convert(f"oci:{self.layout}", "-o", "x.cpio", "--no-patch", "all")
        (self.folder / "out").mkdir()
        with open(self.folder / "x.cpio", "rb") as archive:
            subprocess.run(["cpio", "-idm", "--quiet"], stdin=archive, cwd=self.folder / "out",
                           check=True)
        for path in sorted(self.unpacked.rglob("*")):
            mine = self.folder / "out" / path.relative_to(self.unpacked)
            theirs, ours = path.lstat(), mine.lstat()
            self.assertEqual((ours.st_mode, ours.st_size if path.is_file() else 0),
                             (theirs.st_mode, theirs.st_size if path.is_file() else 0), mine)
            if path.is_file() and not path.is_symlink():
                self.assertEqual((ours.st_nlink, int(ours.st_mtime)),
                                 (theirs.st_nlink, int(theirs.st_mtime)), mine)
                self.assertEqual(mine.read_bytes(), path.read_bytes(), mine)

    def test_lsinitramfs_lists_it(self):
        self.convert(f"oci:{self.layout}", "-o", "initrd.gz")
        listed = subprocess.run(["lsinitramfs", self.folder / "initrd.gz"], check=True,
                                capture_output=True).stdout
        self.assertIn(b"bin/busybox\n", listed)
        self.assertIn(b"init\n", listed)

    def test_each_compression_is_what_its_tool_unpacks(self):
        self.convert(f"oci:{self.layout}", "-o", "plain.cpio")
        plain = (self.folder / "plain.cpio").read_bytes()
        for extension, tool in (("gz", "gzip"), ("zst", "zstd"), ("xz", "xz"), ("lz4", "lz4"),
                                ("bz2", "bzip2"), ("lzma", "xz")):
            with self.subTest(extension):
                name = f"initrd.{extension}"
                self.convert(f"oci:{self.layout}", "-o", name)
                unpacked = subprocess.run([tool, "-dc", self.folder / name], check=True,
                                          capture_output=True).stdout
                self.assertEqual(unpacked, plain)

    def test_standard_output_is_the_archive_and_nothing_else(self):
        self.convert(f"oci:{self.layout}", "-o", "x.cpio")
        result = self.convert(f"oci:{self.layout}", "-o", "-", "--format", "cpio",
                              "--compress", "none")
        self.assertEqual(result.stdout, (self.folder / "x.cpio").read_bytes())

    def test_the_same_bytes_in_any_folder_time_zone_umask_and_language(self):
        self.convert(f"oci:{self.layout}", "-o", "initrd")
        elsewhere = self.folder / "else where"
        elsewhere.mkdir()
        relative = os.path.relpath(self.layout, elsewhere)
        self.convert(f"oci:{relative}", "-o", "initrd", cwd=elsewhere,
                     env={"TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8", "TMPDIR": "/tmp"},
                     prefix=["sh", "-c", 'umask 077; exec "$@"', "sh"])
        self.assertEqual(self.digests(elsewhere), self.digests())
        self.assertEqual(set(self.digests()),
                         {"initrd", "initrd.json", "initrd.sh", "initrd.vmlinuz"})

    @unittest.skipUnless(os.getuid() == 0, "comparing with root needs root")
    def test_the_same_bytes_for_root_and_others(self):
        # All of it where everybody may read: the clone may lie in root's own home.
        self.folder.chmod(0o755)
        tools = self.folder / "tools"
        shutil.copytree(os.environ["OCI2BOOT_KERNELS"], tools / "kernels")
        shutil.copy(PROGRAM, tools / "oci2boot")
        theirs = self.folder / "theirs"
        theirs.mkdir()
        os.chown(theirs, 65534, 65534)
        for folder, prefix in ((self.folder, []), (theirs, [
                "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"])):
            subprocess.run([*prefix, tools / "oci2boot", f"oci:{self.layout}", "-o", "initrd"],
                           cwd=folder, check=True, stdout=subprocess.DEVNULL,
                           env={**os.environ, "OCI2BOOT_KERNELS": str(tools / "kernels")})
        self.assertEqual(self.digests(theirs), self.digests())
        self.assertEqual(len(self.digests()), 4)

    def test_the_same_tree_from_each_form_of_the_image(self):
        for name, image in (("a.cpio", f"oci:{self.layout}"),
                            ("b.cpio", f"docker-archive:{self.archive}"),
                            ("c.cpio", self.archive)):
            self.convert(image, "-o", name, "--hostname", "same")
        with open(self.archive, "rb") as archive:
            self.convert("-", "-o", "d.cpio", "--hostname", "same", stdin=archive)
        piped = subprocess.Popen(["gzip", "-c", self.archive], stdout=subprocess.PIPE)
        self.convert("-", "-o", "e.cpio", "--hostname", "same", stdin=piped.stdout)
        piped.stdout.close()
        self.assertEqual(piped.wait(), 0)
        digests = self.digests()
        self.assertEqual(len({digests[f"{name}.cpio"] for name in "abcde"}), 1)

    def test_the_record_tells_what_was_made_from_what(self):
        self.convert(f"oci:{self.layout}", "-o", "initrd", "--no-patch", "hostname")
        record = json.loads((self.folder / "initrd.json").read_text())
        self.assertEqual(record["image"]["name"], "image:latest")
        self.assertEqual(record["image"]["platform"], "linux/amd64")
        index = json.loads((self.layout / "index.json").read_text())
        self.assertEqual(record["image"]["manifest"], index["manifests"][0]["digest"])
        names = [file["name"] for file in record["files"]]
        self.assertEqual(names, ["initrd", "initrd.vmlinuz", "initrd.sh"])
        for file in record["files"]:
            data = (self.folder / file["name"]).read_bytes()
            self.assertEqual((file["size"], file["sha256"]),
                             (len(data), hashlib.sha256(data).hexdigest()))
        patches = {patch["name"] for patch in record["patches"]}
        self.assertIn("init", patches)
        self.assertNotIn("hostname", patches)
        self.assertEqual(record["boot"]["argv"], ["/bin/sh"])

    def test_the_report_fits_80_columns(self):
        result = self.convert(f"oci:{self.layout}", "-o", "initrd", "--kernel", "none")
        for line in result.stdout.decode().splitlines():
            self.assertLessEqual(len(line), 80, line)
        self.assertEqual(self.convert("--help").stdout.decode().count("\t"), 0)
        for line in self.convert("--help").stdout.decode().splitlines():
            self.assertLessEqual(len(line), 80, line)

    def test_quiet_says_nothing(self):
        result = self.convert(f"oci:{self.layout}", "-o", "initrd", "-q")
        self.assertEqual((result.stdout, result.stderr), (b"", ""))

    def test_memory_that_does_not_hold_the_root_is_warned_of(self):
        result = self.convert(f"oci:{self.layout}", "-o", "initrd", "-m", "32M")
        self.assertIn("warning: the unpacked initramfs needs", result.stderr)

    def test_a_packed_archive_is_recognised_by_content(self):
        (self.folder / "archive").write_bytes(gzip.compress(self.archive.read_bytes(), 1))
        self.convert("./archive", "-o", "initrd")


@needs_corpus
class CorpusOutputTest(TestCase):
    def test_every_form_of_alpine_gives_the_same_initramfs(self):
        digests = set()
        for number, image in enumerate((
                f"docker-archive:{IMAGES}/alpine-docker-save.tar",
                f"oci-archive:{IMAGES}/alpine-oci-archive.tar",
                f"oci:{IMAGES}/alpine-zstd",
                f"oci:{IMAGES}/alpine-multiarch")):
            result = oci2boot(image, "-o", "-", "--format", "cpio", "--compress", "none",
                              "--hostname", "alpine", cwd=self.folder)
            self.assertEqual(result.returncode, 0, f"{number}: {result.stderr}")
            digests.add(hashlib.sha256(result.stdout).hexdigest())
        self.assertEqual(len(digests), 1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
