# SPDX-License-Identifier: Apache-2.0
"""Who may log in: what the options make of the account files of an image, and what of them is
refused. Hashes are checked by the C library's own crypt(3)."""

import ctypes
import io
import json
import stat
import subprocess
import tarfile
import unittest

from tests.support.layer_tar import LayerTar
from tests.support.program import PROGRAM, TestCase, environment

PASSWD = b"root:x:0:0:root:/root:/bin/sh\nweb:x:33:33::/var/www:/sbin/nologin\n"
SHADOW = b"root:*:19700:0:99999:7:::\nweb:!:19700:0:99999:7:::\n"
PASSWORD = "correct horse \u00e4"


def crypt(password, setting):
    """What crypt(3) gives."""
    library = ctypes.CDLL("libcrypt.so.1")
    library.crypt.restype = ctypes.c_char_p
    return library.crypt(password.encode(), setting)


class IdentityTest(TestCase):
    def setUp(self):
        super().setUp()
        (self.folder / "password").write_text(PASSWORD + "\n")

    def image(self, *more):
        """A root file system with account files, and what `more` adds: (path, content, mode)."""
        layer = LayerTar()
        for path, content, mode in ((b"etc/passwd", PASSWD, 0o644), (b"etc/shadow", SHADOW, 0o640),
                                    (b"etc/group", b"root:x:0:\nweb:x:33:\n", 0o644),
                                    (b"bin/sh", b"#!", 0o755), *more):
            layer.file(path, content, mode=mode)
        (self.folder / "root.tar").write_bytes(layer.finish())
        return "rootfs:root.tar"

    def converted(self, image, *options, output="vm.cpio"):
        """The tree of what is made, by path, as a tar archive has it."""
        self.result = self.convert(image, "-o", output, "--kernel", "none", "--force", *options)
        tar = self.convert("unpack", output, "-").stdout
        archive = tarfile.open(fileobj=io.BytesIO(tar))
        self.addCleanup(archive.close)
        return archive

    def said(self):
        return self.result.stderr + self.result.stdout.decode()

    def read(self, archive, path):
        return archive.extractfile(self.member(archive, path)).read()

    def member(self, archive, path):
        return next(member for member in archive.getmembers()
                    if member.name.removeprefix("./").rstrip("/") == path)

    def hash_of_root(self, archive):
        line = self.read(archive, "etc/shadow").splitlines()[0]
        name, password, rest = line.split(b":", 2)
        self.assertEqual((name, rest), (b"root", b"19700:0:99999:7:::"))
        return password

    def test_the_password_of_root_is_one_that_the_image_can_check(self):
        for more, prefix in (((), b"$6$rounds=100000$"),
                             (((b"lib/libcrypt.so.1", b"$2y$ $y$ $6$", 0o755),), b"$y$j9T$")):
            with self.subTest(prefix):
                archive = self.converted(self.image(*more), "--root-password-file", "password")
                password = self.hash_of_root(archive)
                self.assertTrue(password.startswith(prefix), password)
                self.assertEqual(crypt(PASSWORD, password), password)
                self.assertNotEqual(crypt(PASSWORD + "x", password), password)
                self.assertEqual(self.read(archive, "etc/passwd"), PASSWD)
                self.assertEqual(self.read(archive, "etc/shadow").splitlines()[1:],
                                 SHADOW.splitlines()[1:])

    def test_the_password_is_told_nowhere(self):
        self.converted(self.image(), "--root-password-file", "password", "--verbose")
        self.assertIn("set root's password", self.said())
        for file in ("vm.cpio", "vm.cpio.json"):
            self.assertNotIn(PASSWORD.encode(), (self.folder / file).read_bytes())
        self.assertNotIn(PASSWORD, self.said())

    def test_equal_input_gives_equal_bytes(self):
        made = []
        for name in ("a.cpio", "b.cpio"):
            self.converted(self.image(), "--root-password-file", "password", "--add-user", "ada",
                           output=name)
            made.append((self.folder / name).read_bytes())
        self.assertEqual(*made)

    def test_a_user_with_a_key(self):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.folder / "key"],
                       check=True)
        archive = self.converted(self.image(), "--add-user", "ada:1234", "--ssh-key", "key.pub")
        self.assertEqual(self.read(archive, "etc/passwd"),
                         PASSWD + b"ada:x:1234:1234::/home/ada:/bin/sh\n")
        self.assertEqual(self.read(archive, "etc/shadow"), SHADOW + b"ada:*::0:::::\n")
        self.assertEqual(self.read(archive, "home/ada/.ssh/authorized_keys"),
                         (self.folder / "key.pub").read_bytes())
        for path, mode in (("home/ada", 0o700), ("home/ada/.ssh", 0o700),
                           ("home/ada/.ssh/authorized_keys", 0o600)):
            info = self.member(archive, path)
            self.assertEqual((info.uid, info.gid, stat.S_IMODE(info.mode)), (1234, 1234, mode))
        self.assertIn("the image has no SSH server", self.said())
        patches = json.loads((self.folder / "vm.cpio.json").read_text())["patches"]
        changes = {patch["name"]: patch["changes"] for patch in patches}
        self.assertEqual(changes["identity"],
                         ["added the user ada (1234:1234)", "added 1 SSH key for ada"])

    def test_a_password_may_come_from_a_pipe(self):
        script = '"$0" "$@" --root-password-file <(printf %s "$SECRET")'
        subprocess.run(["bash", "-c", script, PROGRAM, self.image(), "-o", "vm.cpio", "--kernel",
                        "none"],
                       cwd=self.folder, check=True, capture_output=True,
                       env=environment({"SECRET": PASSWORD}))
        archive = tarfile.open(fileobj=io.BytesIO(self.convert("unpack", "vm.cpio", "-").stdout))
        self.addCleanup(archive.close)
        password = self.hash_of_root(archive)
        self.assertEqual(crypt(PASSWORD, password), password)

    def test_the_time_zone_is_a_link(self):
        zone = (b"usr/share/zoneinfo/Europe/Berlin", b"TZif2", 0o644)
        archive = self.converted(self.image(zone), "--timezone", "Europe/Berlin")
        self.assertEqual(self.member(archive, "etc/localtime").linkname,
                         "/usr/share/zoneinfo/Europe/Berlin")

    def test_search_domains_go_into_resolv_conf(self):
        archive = self.converted(self.image(), "--dns", "9.9.9.9", "--dns-search", "corp.example",
                                 "--dns-search", "example")
        self.assertEqual(self.read(archive, "etc/resolv.conf"),
                         b"nameserver 9.9.9.9\nsearch corp.example example\n")

    def test_what_makes_no_sense_is_refused(self):
        for name, text in (("empty", ""), ("two", "a\nb\n"), ("not-a-key", "hello\n"),
                           ("private", "-----BEGIN OPENSSH PRIVATE KEY-----\n")):
            (self.folder / name).write_text(text)
        (self.folder / "large").write_bytes(b"x" * (1 << 20))
        zone = (b"usr/share/zoneinfo/UTC", b"TZif2", 0o644)
        image = self.image(zone)
        for options, words in (
                (["--root-password-file", "empty"], "empty: it is empty"),
                (["--root-password-file", "two"], "two: expected one line"),
                (["--root-password-file", "none"], "none: No such file or directory"),
                (["--root-password-file", "."], ".: Is a directory"),
                (["--root-password-file", "large"], "large: it is larger than 256 KiB"),
                (["--ssh-key", "private"], "private: this is a private key"),
                (["--ssh-key", "not-a-key"], "not-a-key: line 1 is no public key"),
                (["--add-user", "Ada"], "--add-user Ada"),
                (["--add-user", "root"], "root is there already"),
                (["--add-user", "ada:33"], "the image's user web has that ID"),
                (["--add-user", "ada", "--add-user", "ada:5"], "ada was named before"),
                (["--timezone", "../etc/shadow"], "--timezone ../etc/shadow"),
                (["--timezone", "Mars/Phobos"], "the image has no such time zone"),
                (["--dns-search", "a b"], "--dns-search a b"),
                (["--network", "10.0.2.15"], "--network 10.0.2.15"),
                (["--add-user", "ada", "--no-patch", "identity"], "contradict each other"),
                (["--root-password-file", "password", "--no-patch", "all"],
                 "contradict each other")):
            with self.subTest(options):
                self.assertIn(words, self.refused(2, image, "-o", "vm.cpio", "--kernel", "none",
                                                  *options))
                self.assertFalse((self.folder / "vm.cpio").exists())


if __name__ == "__main__":
    unittest.main(verbosity=2)
