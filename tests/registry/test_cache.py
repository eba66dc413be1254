# SPDX-License-Identifier: Apache-2.0
"""What was fetched before is not fetched again: by the next run, by other processes, after a kill,
without a network."""

import unittest

from tests.support import images
from tests.support.faulty_proxy import FaultyProxy, Gate, held, status, throttled
from tests.support.program import wait_until
from tests.support.pulling import PLAIN, PullTestCase
from tests.support.registry import Registry, needs_registry


class CacheTestCase(PullTestCase):
    @classmethod
    def setUpClass(cls):
        shared = cls.shared_folder()
        cls.registry = cls.enterClassContext(Registry(shared / "registry"))
        cls.layout = images.layered_layout(shared / "x")
        cls.digest = cls.registry.put(f"oci:{cls.layout}", "x")
        cls.expected = cls.initramfs_of_layout(cls.layout)
        cls.manifest = cls.registry.manifest("x")[1]
        cls.layers = [layer["digest"] for layer in cls.manifest["layers"]]
        cls.blob, cls.size = cls.layers[1], cls.manifest["layers"][1]["size"]

    def setUp(self):
        super().setUp()
        self.proxy = self.enterContext(FaultyProxy(self.registry.address))
        self.x = self.proxy.name("x")

    def cached(self, digest):
        """The files of the cache that are called so."""
        return [path for path in self.cache.rglob(f"*{digest[7:]}*") if path.is_file()]

    def requests(self):
        """What was asked for since the last call: method and path."""
        asked = [(request.method, request.path) for request in self.proxy.requests]
        self.proxy.requests.clear()
        return asked


@needs_registry
class ReuseTest(CacheTestCase):
    def test_the_second_run_asks_nobody(self):
        self.assertEqual(self.initramfs(self.x), self.expected)
        self.assertEqual(len(self.proxy.gets("/blobs/")), len(self.layers) + 1)
        self.requests()
        self.assertEqual(self.initramfs(self.x), self.expected)
        self.assertEqual(self.initramfs(self.x, "--pull", "missing"), self.expected)
        self.assertEqual(self.requests(), [])

    def test_always_asks_for_the_manifest_only(self):
        self.initramfs(self.x)
        self.requests()
        self.assertEqual(self.initramfs(self.x, "--pull", "always"), self.expected)
        paths = {path for _, path in self.requests()}
        self.assertIn("/v2/x/manifests/latest", paths)
        self.assertLessEqual(paths, {"/v2/", "/v2/x/manifests/latest",
                                     f"/v2/x/manifests/{self.digest}"})

    def test_a_tag_that_moves(self):
        repository = "moving"
        self.registry.put(f"oci:{self.layout}", repository)
        self.assertEqual(self.initramfs(self.proxy.name(repository)), self.expected)
        other = images.busybox_layout(self.folder / "other", cmd="/bin/true")
        self.registry.put(f"oci:{other}", repository)
        self.assertEqual(self.initramfs(self.proxy.name(repository)), self.expected)
        self.assertEqual(self.initramfs(self.proxy.name(repository), "--pull=always"),
                         self.initramfs_of_layout(other))

    def test_pull_asks_again(self):
        self.registry.put(f"oci:{self.layout}", "moving")
        name = self.proxy.name("moving")
        self.convert("pull", name)
        other = images.busybox_layout(self.folder / "other", cmd="/bin/true")
        self.registry.put(f"oci:{other}", "moving")
        self.convert("pull", name)
        self.assertEqual(self.initramfs(name, "--offline"), self.initramfs_of_layout(other))

    def test_a_digest_is_never_asked_for_twice(self):
        self.initramfs(self.x)
        self.requests()
        self.assertEqual(self.initramfs(f"{self.x}@{self.digest}"), self.expected)
        self.assertEqual(self.requests(), [])

    def test_layers_are_shared_between_images(self):
        self.initramfs(self.x)
        self.registry.put(f"oci:{self.layout}", "same")
        self.requests()
        self.assertEqual(self.initramfs(self.proxy.name("same")), self.expected)
        self.assertFalse(any("/blobs/" in path for _, path in self.requests()))

    def test_two_caches_know_nothing_of_each_other(self):
        self.initramfs(self.x)
        self.requests()
        self.assertEqual(self.initramfs(self.x, "--cache-dir", self.home / "two"), self.expected)
        self.assertEqual(sum("/blobs/" in path for _, path in self.requests()),
                         len(self.layers) + 1)
        self.assertEqual(self.initramfs(self.x, "--offline", "--cache-dir", self.home / "two"),
                         self.expected)

    def test_offline(self):
        message = self.refuses_to_convert(3, self.x, "--offline")
        self.assertIn(self.x, message)
        self.assertEqual(self.requests(), [])
        self.convert("pull", self.x)
        self.proxy.fault("", status(500))
        for option in ("--offline", "--pull=never"):
            self.assertEqual(self.initramfs(self.x, option), self.expected)

    def test_offline_with_a_layer_missing(self):
        self.convert("pull", self.x)
        for path in self.cached(self.blob):
            path.unlink()
        self.requests()
        message = self.refuses_to_convert(3, self.x, "--offline")
        self.assertIn(self.blob[:19], message)
        self.assertEqual(self.requests(), [])
        self.assertEqual(self.initramfs(self.x), self.expected)
        self.assertEqual([path for _, path in self.requests() if "/blobs/" in path],
                         [f"/v2/x/blobs/{self.blob}"])

    def test_a_server_that_is_down_and_a_tag_that_is_known(self):
        self.initramfs(self.x)
        self.proxy.fault("", status(404))
        self.assertEqual(self.initramfs(self.x), self.expected)
        self.refuses_to_convert(3, self.x, "--pull=always")


@needs_registry
class KilledTest(CacheTestCase):
    def kill_in_the_middle(self, after=100_000, in_all=None):
        """Once this run has got `after` bytes, and `in_all` are in the cache."""
        gate = Gate()
        self.addCleanup(gate.open)
        self.proxy.fault(self.blob, held(gate, after))
        process = self.start(self.x, "-o", "killed.cpio", *PLAIN)
        gate.wait_until_reached()
        wait_until(lambda: sum(path.stat().st_size
                               for path in self.cached(self.blob)) >= (in_all or after),
                   "what has come is in the cache")
        process.kill()
        process.communicate()
        self.proxy.calm()

    def test_what_has_come_is_not_fetched_again(self):
        self.kill_in_the_middle()
        self.assertEqual(self.files(), [])
        self.assertEqual(self.initramfs(self.x), self.expected)
        request, = self.proxy.gets(self.blob)
        self.assertEqual(request.range, "bytes=100000-")
        self.assertEqual(self.initramfs(self.x, "--offline"), self.expected)

    def test_killed_again_and_again(self):
        for more, sum_of_all in ((50_000, 50_000), (10_000, 60_000), (10_000, 70_000)):
            self.kill_in_the_middle(more, sum_of_all)
        self.assertEqual(self.initramfs(self.x), self.expected)
        self.assertEqual(self.proxy.gets(self.blob)[0].range, "bytes=70000-")

    def test_a_damaged_beginning_is_noticed(self):
        for offset in (0, 50_000, 99_999):
            with self.subTest(offset):
                self.kill_in_the_middle()
                path, = self.cached(self.blob)
                data = bytearray(path.read_bytes())
                data[offset] ^= 1
                path.write_bytes(data)
                self.assertEqual(self.initramfs(self.x), self.expected)
                self.convert("cache", "prune", "--keep", "0")

    def test_more_than_the_blob_is_long(self):
        self.kill_in_the_middle()
        path, = self.cached(self.blob)
        path.write_bytes(path.read_bytes() + bytes(self.size))
        self.assertEqual(self.initramfs(self.x), self.expected)

    def test_everything_is_there_but_for_the_name(self):
        self.kill_in_the_middle()
        path, = self.cached(self.blob)
        path.write_bytes((self.layout / "blobs/sha256" / self.blob[7:]).read_bytes())
        self.assertEqual(self.initramfs(self.x), self.expected)
        self.assertEqual(self.proxy.gets(self.blob), [])

    def test_an_interrupted_run_goes_on_too(self):
        gate = Gate()
        self.addCleanup(gate.open)
        self.proxy.fault(self.blob, held(gate, 100_000))
        process = self.start("pull", self.x)
        gate.wait_until_reached()
        process.terminate()
        process.communicate(timeout=10)
        self.proxy.calm()
        self.assertEqual(self.initramfs(self.x), self.expected)


@needs_registry
class TogetherTest(CacheTestCase):
    def test_eight_processes_and_one_download(self):
        for digest in self.layers:
            self.proxy.fault(digest, throttled(1_000_000))
        processes = [self.start(self.x, "-o", f"{number}.cpio", *PLAIN) for number in range(8)]
        for process in processes:
            _, said = process.communicate(timeout=120)
            self.assertEqual(process.returncode, 0, said)
        for number in range(8):
            self.assertEqual((self.folder / f"{number}.cpio").read_bytes(), self.expected)
        asked = [request.path for request in self.proxy.gets("/blobs/")]
        for digest in self.layers:
            self.assertEqual(asked.count(f"/v2/x/blobs/{digest}"), 1, asked)

    def test_another_goes_on_when_the_first_is_killed(self):
        gate = Gate()
        self.addCleanup(gate.open)
        self.proxy.fault(self.blob, held(gate, 100_000), times=1)
        first = self.start("pull", self.x)
        gate.wait_until_reached()
        second = self.start(self.x, "-o", "x.cpio", *PLAIN, "--progress", "json")
        for line in second.stderr:
            if "wait" in line:
                break
        first.kill()
        _, said = second.communicate(timeout=60)
        self.assertEqual(second.returncode, 0, said)
        self.assertEqual((self.folder / "x.cpio").read_bytes(), self.expected)
        self.assertEqual(len(self.proxy.gets(self.blob)), 2)

    def test_pruning_while_somebody_pulls(self):
        for digest in self.layers:
            self.proxy.fault(digest, throttled(500_000))
        process = self.start(self.x, "-o", "x.cpio", *PLAIN)
        while process.poll() is None:
            self.convert("cache", "prune", "--keep", "0")
        _, said = process.communicate()
        self.assertEqual(process.returncode, 0, said)
        self.assertEqual((self.folder / "x.cpio").read_bytes(), self.expected)


if __name__ == "__main__":
    unittest.main(verbosity=2)
