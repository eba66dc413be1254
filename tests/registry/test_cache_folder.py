# SPDX-License-Identifier: Apache-2.0
"""The folder of the cache: what is said to be in it, what is removed, and what happens when it
cannot be written."""

import json
import os
import time
import unittest

from tests.registry.test_cache import CacheTestCase
from tests.support import images
from tests.support.program import private_mounts
from tests.support.pulling import PIPED, PLAIN
from tests.support.registry import needs_registry


@needs_registry
class FolderTest(CacheTestCase):
    """The folder itself: what is in it, what to remove, and that it cannot be written."""

    def test_it_is_made_for_its_owner_only(self):
        self.initramfs(self.x)
        self.assertEqual(self.cache.stat().st_mode & 0o077, 0)

    def test_home_without_xdg(self):
        self.environment["XDG_CACHE_HOME"] = None
        self.initramfs(self.x)
        self.assertTrue(self.cached(self.blob))

    def test_list(self):
        self.assertEqual(self.convert("cache", "ls", "--json").stderr, "")
        self.convert("pull", self.x)
        text = self.convert("cache", "ls").stdout.decode()
        self.assertIn(f"{self.x}:latest", text)
        self.assertIn(self.digest[7:19], text)
        listed = json.loads(self.convert("cache", "ls", "--json").stdout)
        image, = listed["images"]
        self.assertEqual((image["name"], image["digest"]), (f"{self.x}:latest", self.digest))
        self.assertTrue(image["complete"])
        self.assertEqual(image["size"], sum(layer["size"] for layer in self.manifest["layers"])
                         + self.manifest["config"]["size"] + len(self.registry.manifest("x")[0]))

    def test_prune(self):
        self.refused(2, "cache", "prune")
        self.convert("pull", self.x)
        self.convert("cache", "prune", "--older-than", "1h")
        self.assertEqual(self.initramfs(self.x, "--offline"), self.expected)
        self.convert("cache", "prune", "--keep", "1G")
        self.assertEqual(self.initramfs(self.x, "--offline"), self.expected)
        self.convert("cache", "prune", "--keep", "0")
        self.assertEqual(self.cached(self.blob), [])
        self.refuses_to_convert(3, self.x, "--offline")
        self.assertEqual(self.initramfs(self.x), self.expected)

    def test_prune_takes_what_was_used_least_recently(self):
        other = images.busybox_layout(self.folder / "other", cmd="/bin/true")
        self.registry.put(f"oci:{other}", "other")
        self.convert("pull", self.proxy.name("other"))
        a_week_ago = time.time() - 7 * 86400
        for path in self.cache.rglob("*"):
            os.utime(path, (a_week_ago, a_week_ago))
        self.convert("pull", self.x)
        self.convert("cache", "prune", "--older-than", "1d")
        self.assertEqual(self.initramfs(self.x, "--offline"), self.expected)
        self.refuses_to_convert(3, self.proxy.name("other"), "--offline")

    def test_it_cannot_be_made(self):
        (self.folder / "file").write_text("")
        for cache in (self.folder / "file", self.folder / "file/cache"):
            result = self.oci2boot(self.x, "-o", "x.cpio", *PLAIN, "--cache-dir", cache)
            self.assertIn("file", result.stderr)
            self.assertIn(result.returncode, (0, 7), result.stderr)

    def test_it_cannot_be_written(self):
        """Read-only: a full one serves, an empty one is said to be the cause."""
        self.convert("pull", self.x)
        script = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"'
        (self.home / "empty").mkdir()
        for cache in (self.cache, self.home / "empty"):
            result = self.oci2boot(
                self.x, *PIPED, "--cache-dir", cache,
                prefix=[*private_mounts(), "sh", "-c", script, "sh", cache])
            if result.returncode != 0:
                self.assertEqual((cache.name, result.returncode), ("empty", 7), result.stderr)
                self.assertIn("Read-only file system", result.stderr)
            else:
                self.assertEqual(result.stdout, self.expected)

    def test_a_full_disk(self):
        script = 'mount -t tmpfs -o size=$1 none "$2" && shift 2 && exec "$@"'
        cache = self.home / "small"
        cache.mkdir()
        for size in ("16k", "500k", "1500k"):
            with self.subTest(size):
                result = self.oci2boot(
                    self.x, "-o", "x.cpio", *PLAIN, "--cache-dir", cache,
                    prefix=[*private_mounts(), "sh", "-c", script, "sh", size, cache])
                self.assertEqual(result.returncode, 7, result.stderr)
                self.assertIn("No space left on device", result.stderr)
                self.assertIn(str(cache), result.stderr)
                self.assertEqual(self.files(), [])

    def test_no_home_at_all(self):
        result = self.oci2boot(self.x, *PIPED, env={"HOME": None, "XDG_CACHE_HOME": None})
        self.assertEqual((result.returncode, result.stdout), (0, self.expected), result.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
