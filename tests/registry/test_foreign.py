# SPDX-License-Identifier: Apache-2.0
"""Row I4: foreign layers. The registry or the layout first, then the urls of the manifest, which
are believed nothing."""

import json
import shutil
import subprocess
import unittest
import urllib.parse

from tests.support import images
from tests.support.http_server import Handler, HttpServer
from tests.support.pulling import PullTestCase
from tests.support.registry import OCI_MANIFEST, Registry, needs_registry

FOREIGN = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"
NONDISTRIBUTABLE = "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip"


class FileServer(HttpServer):
    """Gives `files` (bytes by path) to everybody, and keeps (path, headers) of each request."""

    def __init__(self, files):
        super().__init__()
        self.files = files
        self.requests = []

    def handler(self):
        server = self

        class FileHandler(Handler):
            def do_GET(self):
                server.requests.append((self.path, dict(self.headers)))
                data = server.files.get(urllib.parse.urlsplit(self.path).path)
                self.send_head(404 if data is None else 200, {}, len(data or b""))
                self.wfile.write(data or b"")

        return FileHandler

    def url(self, path):
        return f"http://{self.address}{path}"


class ForeignTestCase(PullTestCase):
    secrets = (*PullTestCase.secrets, "SIGNATURE")

    @classmethod
    def setUpClass(cls):
        shared = cls.shared_folder()
        cls.layout = images.layered_layout(shared / "x", layers=2)
        cls.expected = cls.initramfs_of_layout(cls.layout)
        index = json.loads((cls.layout / "index.json").read_text())
        cls.manifest = json.loads(cls.blob_of(index["manifests"][0]["digest"]).read_bytes())
        cls.config = json.loads(cls.blob_of(cls.manifest["config"]["digest"]).read_bytes())
        cls.digest = cls.manifest["layers"][1]["digest"]
        cls.bytes = cls.blob_of(cls.digest).read_bytes()

    @classmethod
    def blob_of(cls, digest):
        return cls.layout / "blobs/sha256" / digest[7:]

    def setUp(self):
        super().setUp()
        self.server = self.enterContext(FileServer({"/layer": self.bytes}))

    def foreign_manifest(self, *urls, media_type=NONDISTRIBUTABLE):
        base, layer, *others = self.manifest["layers"]
        return {**self.manifest,
                "layers": [base, {**layer, "mediaType": media_type, "urls": urls}, *others]}

    def asked(self):
        return [path for path, _ in self.server.requests]


class LayoutTest(ForeignTestCase):
    def foreign_layout(self, *urls, media_type=NONDISTRIBUTABLE, has_blob=False):
        manifest = self.foreign_manifest(*urls, media_type=media_type)
        layout = images.with_changed_documents(self.layout, self.home / "foreign", self.config,
                                               manifest)
        if not has_blob:
            (layout / "blobs/sha256" / self.digest[7:]).unlink()
        return f"oci:{layout}"

    def test_what_the_layout_has_is_not_fetched(self):
        layout = self.foreign_layout(self.server.url("/layer"), has_blob=True)
        self.assertEqual(self.initramfs(layout), self.expected)
        self.assertEqual(self.asked(), [])

    def test_what_it_lacks_comes_from_the_url_and_once(self):
        layout = self.foreign_layout(self.server.url("/layer?SIGNATURE"), media_type=FOREIGN)
        self.assertEqual(self.initramfs(layout), self.expected)
        self.assertEqual(self.initramfs(layout), self.expected)
        self.assertEqual(self.initramfs(layout, "--offline"), self.expected)
        self.assertEqual(self.asked(), ["/layer?SIGNATURE"])
        self.assertNotIn("Authorization", self.server.requests[0][1])

    def test_an_archive_too(self):
        layout = self.foreign_layout(self.server.url("/layer"))
        archive = self.home / "foreign.tar"
        subprocess.run(["tar", "-cf", archive, "-C", layout.removeprefix("oci:"), "."], check=True)
        self.assertEqual(self.initramfs(f"oci-archive:{archive}"), self.expected)
        self.assertEqual(self.asked(), ["/layer"])

    def test_the_next_url_where_one_is_dead(self):
        with FileServer({}) as gone:
            dead = gone.url("/dead")
        layout = self.foreign_layout(dead, "ftp://layers.example/", self.server.url("/gone"),
                                     self.server.url("/layer"))
        self.assertEqual(self.initramfs(layout), self.expected)
        self.assertEqual(self.asked(), ["/gone", "/layer"])

    def test_without_any_that_works_each_is_named(self):
        layout = self.foreign_layout("ftp://layers.example/", self.server.url("/gone?SIGNATURE"))
        message = self.refuses_to_convert(3, layout)
        self.assertIn("a URL of the scheme ftp is not followed", message)
        self.assertIn(f"{self.server.address}, which the manifest names, does not give blob",
                      message)
        self.assertIn("(404)", message)

    def test_wrong_bytes_are_refused_and_the_sender_named(self):
        self.server.files["/layer"] = bytes(len(self.bytes))
        layout = self.foreign_layout(self.server.url("/layer"))
        message = self.refuses_to_convert(5, layout)
        self.assertIn(f"the bytes that came from {self.server.address} for {self.digest}", message)

    def test_a_wrong_size_is_refused_and_both_named(self):
        self.server.files["/layer"] = self.bytes[1:]
        layout = self.foreign_layout(self.server.url("/layer"))
        message = self.refuses_to_convert(5, layout)
        self.assertIn(f"{self.server.address} has {len(self.bytes) - 1} bytes", message)
        self.assertIn(f"the manifest declares {len(self.bytes)}", message)

    def test_offline_nothing_is_fetched_and_that_is_said(self):
        layout = self.foreign_layout(self.server.url("/layer"))
        for option in ("--offline", "--pull=never"):
            message = self.refuses_to_convert(3, layout, option)
            self.assertIn(f"{self.digest} is not in the cache", message)
            self.assertIn("--offline or --pull never forbids to fetch it", message)
        self.assertEqual(self.asked(), [])

    def test_a_layer_without_urls_is_missing(self):
        message = self.refuses_to_convert(6, self.foreign_layout())
        self.assertIn(f"has no file 'blobs/sha256/{self.digest[7:]}'", message)


@needs_registry
class RegistryTest(ForeignTestCase):
    def setUp(self):
        super().setUp()
        self.registry = self.enterContext(Registry(self.home / "registry"))
        self.registry.put(f"oci:{self.layout}", "x")
        self.registry.put_manifest("x", "foreign", OCI_MANIFEST,
                                   self.foreign_manifest(self.server.url("/layer")))
        self.name = self.registry.name("x:foreign")

    def forget_the_layer(self):
        blob = self.digest[7:]
        shutil.rmtree(self.registry.storage / f"docker/registry/v2/blobs/sha256/{blob[:2]}/{blob}")

    def test_what_the_registry_has_is_not_asked_of_the_url(self):
        self.assertEqual(self.initramfs(self.name), self.expected)
        self.assertEqual(self.asked(), [])

    def test_what_it_lacks_comes_from_the_url(self):
        self.forget_the_layer()
        self.convert("pull", self.name)
        self.assertEqual(self.initramfs(self.name, "--offline"), self.expected)
        self.assertEqual(self.asked(), ["/layer"])

    def test_offline_nothing_is_fetched(self):
        self.convert("pull", self.name)
        (self.cache / "v1/blobs/sha256" / self.digest[7:]).unlink()
        self.forget_the_layer()
        message = self.refuses_to_convert(3, self.name, "--offline")
        self.assertIn("--offline or --pull never forbids to fetch it", message)
        self.assertEqual(self.asked(), [])


if __name__ == "__main__":
    unittest.main()
