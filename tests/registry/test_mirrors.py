# SPDX-License-Identifier: Apache-2.0
"""Mirrors: asked first, passed over when they fail, shown no credentials of the registry."""

import unittest

from tests.support import images
from tests.support.faulty_proxy import FaultyProxy, changed, cut, status
from tests.support.pulling import PullTestCase, basic
from tests.support.registry import PASSWORD, USER, Registry, needs_registry


@needs_registry
class MirrorTest(PullTestCase):
    @classmethod
    def setUpClass(cls):
        shared = cls.shared_folder()
        cls.storage = cls.enterClassContext(Registry(shared / "registry"))
        cls.private = cls.enterClassContext(Registry(shared / "registry", basic=True))
        layout = images.layered_layout(shared / "x", layers=1)
        for repository in ("x", "library/x", "of/hub/library/x"):
            cls.digest = cls.storage.put(f"oci:{layout}", repository)
        cls.expected = cls.initramfs_of_layout(layout)
        cls.creds = ("--creds", f"{USER}:{PASSWORD}")

    def setUp(self):
        super().setUp()
        self.registry = self.enterContext(FaultyProxy(self.private.address))
        self.mirror = self.enterContext(FaultyProxy(self.storage.address))
        self.x = self.registry.name("x")
        self.option = f"--mirror={self.registry.address}={self.mirror.address}"

    def test_docker_hub_is_never_asked(self):
        for name in ("x", "library/x:latest", f"docker.io/library/x@{self.digest}"):
            self.assertEqual(self.initramfs(name, f"--mirror={self.mirror.address}"),
                             self.expected)
        self.assertEqual(self.initramfs("x", env={"OCI2BOOT_MIRRORS": self.mirror.address}),
                         self.expected)

    def test_a_mirror_in_a_folder(self):
        self.assertEqual(self.initramfs("x", f"--mirror={self.mirror.address}/of/hub"),
                         self.expected)
        self.assertTrue(self.mirror.gets("^/v2/of/hub/library/x/manifests/latest"))

    def test_a_mirror_of_another_registry(self):
        self.assertEqual(self.initramfs(self.x, self.option, *self.creds), self.expected)
        self.assertEqual(self.registry.requests, [])
        self.assertFalse(any(request.is_authorised for request in self.mirror.requests))

    def test_mirrors_from_the_environment(self):
        mirrors = f"docker.io=127.0.0.1:1 {self.registry.address}={self.mirror.address}"
        self.assertEqual(self.initramfs(self.x, env={"OCI2BOOT_MIRRORS": mirrors}), self.expected)

    def test_a_mirror_that_fails_is_passed_over(self):
        for fault in (status(404), status(500), status(403), status(401),
                      status(429, Retry_After="100"), changed(lambda body: b"nonsense")):
            with self.subTest():
                self.mirror.calm()
                self.mirror.fault("", fault)
                self.assertEqual(self.initramfs(self.x, self.option, *self.creds,
                                                "--pull=always"), self.expected)
                self.assertFalse(any(request.is_authorised for request in self.mirror.requests))

    def test_a_mirror_that_is_not_there(self):
        self.assertEqual(self.initramfs(self.x, f"--mirror={self.registry.address}=127.0.0.1:1",
                                        *self.creds), self.expected)

    def test_a_mirror_without_the_layers(self):
        self.mirror.fault("/blobs/", status(404))
        self.assertEqual(self.initramfs(self.x, self.option, *self.creds), self.expected)

    def test_a_mirror_that_ends_in_the_middle(self):
        blob = self.storage.manifest("x")[1]["layers"][1]["digest"]
        self.mirror.fault(blob, cut(100_000), times=1)
        self.mirror.fault(blob, status(404))
        self.assertEqual(self.initramfs(self.x, self.option, *self.creds), self.expected)
        self.assertEqual([request.range for request in self.registry.gets(blob)
                          if request.status != 401], ["bytes=100000-"])

    def test_a_mirror_that_sends_other_bytes(self):
        blob = self.storage.manifest("x")[1]["layers"][1]["digest"]
        self.mirror.fault(blob, changed(lambda body: body[:-1] + b"x"))
        self.convert(self.x, "-o", "x.cpio", "--kernel=none", "--hostname=guest", self.option,
                     *self.creds)
        self.assertEqual((self.folder / "x.cpio").read_bytes(), self.expected)

    def test_the_registrys_own_error_is_told(self):
        self.mirror.fault("", status(404))
        message = self.refuses_to_convert(4, self.x, self.option)
        self.assertIn(self.registry.address, message)

    def test_a_mirror_has_credentials_of_its_own(self):
        self.write_json(".docker/config.json",
                        {"auths": {self.registry.address: {"auth": basic()}}})
        # What is the registry's proxy elsewhere is the mirror here.
        option = f"--mirror={self.mirror.address}={self.registry.address}"
        self.assertEqual(self.initramfs(self.mirror.name("x"), option), self.expected)
        self.assertEqual(self.mirror.requests, [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
