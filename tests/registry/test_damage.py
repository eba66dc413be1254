# SPDX-License-Identifier: Apache-2.0
"""Files of the cache that are not what they were: fetched anew, or refused where that cannot be;
never another image."""

import unittest

from tests.registry.test_cache import CacheTestCase
from tests.support.pulling import PIPED
from tests.support.registry import needs_registry


@needs_registry
class DamageTest(CacheTestCase):
    def setUp(self):
        super().setUp()
        self.convert("pull", self.x)
        self.kinds = {"manifest": self.digest, "configuration": self.manifest["config"]["digest"],
                      "first layer": self.layers[0], "last layer": self.layers[-1]}

    def damaged(self, change):
        """Changes one kind of file after another, and converts: offline, then with the registry."""
        for kind, digest in self.kinds.items():
            path, = [path for path in self.cached(digest) if path.name == digest[7:]]
            whole = path.read_bytes()
            with self.subTest(kind):
                for options in (["--offline"], []):
                    path.unlink(missing_ok=True)
                    path.write_bytes(change(whole))
                    result = self.oci2boot(self.x, *PIPED, *options)
                    if options:
                        self.assertIn(result.returncode, (3, 5), result.stderr)
                        self.assertRegex(result.stderr, f"{self.x}|sha256:")
                        self.assertFalse(self.is_image(result.stdout))
                    else:
                        self.assertEqual(result.returncode, 0, result.stderr)
                        self.assertEqual(result.stdout, self.expected)
                self.assertEqual(path.read_bytes(), whole)

    def is_image(self, data):
        """A stream cannot be taken back: but its end tells that it is none."""
        return b"TRAILER!!!" in data[-1024:]

    def flip(self, offset):
        def change(whole):
            data = bytearray(whole)
            data[offset % len(data)] ^= 0x20
            return bytes(data)
        return change

    def test_a_flipped_byte(self):
        for offset in (0, 200, 1234567, -1):
            self.damaged(self.flip(offset))

    def test_cut_short(self):
        self.damaged(lambda whole: whole[:len(whole) // 2])
        self.damaged(lambda whole: b"")

    def test_grown(self):
        self.damaged(lambda whole: whole + b"\0" * 512)

    def test_another_blob_of_the_same_size(self):
        self.damaged(lambda whole: bytes(len(whole)))

    def test_a_folder_in_the_place_of_a_file(self):
        path, = self.cached(self.blob)
        path.unlink()
        path.mkdir()
        result = self.oci2boot(self.x, *PIPED)
        if result.returncode == 0:
            self.assertEqual(result.stdout, self.expected)
        else:
            self.assertIn(path.name[:12], result.stderr)

    def test_a_damaged_record_of_the_name(self):
        records = [path for path in self.cache.rglob("*")
                   if path.is_file() and path.name not in
                   [digest[7:] for digest in (*self.kinds.values(), *self.layers)]]
        self.assertTrue(records)
        for change in (self.flip(0), self.flip(-3), lambda whole: whole[:9], lambda whole: b""):
            for path in records:
                path.write_bytes(change(path.read_bytes() or b"x"))
            self.assertEqual(self.initramfs(self.x), self.expected)

    def test_a_pull_repairs_the_cache(self):
        for digest in self.kinds.values():
            path, = self.cached(digest)
            path.write_bytes(self.flip(30)(path.read_bytes()))
        self.convert("pull", self.x)
        self.assertEqual(self.initramfs(self.x, "--offline"), self.expected)


if __name__ == "__main__":
    unittest.main(verbosity=2)
