# SPDX-License-Identifier: Apache-2.0
"""Images from a registry: the same bytes as from their own files, whatever they are called, of
whatever media types, and from indexes inside indexes; and what is said when they are not there."""

import hashlib
import json
import unittest

from tests.support import images
from tests.support.faulty_proxy import FaultyProxy, Gate, held
from tests.support.pulling import PIPED, PullTestCase
from tests.support.registry import (
    DOCKER_LIST, DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST, Registry, needs_registry)


@needs_registry
class PullTest(PullTestCase):
    @classmethod
    def setUpClass(cls):
        shared = cls.shared_folder()
        cls.registry = cls.enterClassContext(Registry(shared / "registry"))
        cls.layout = images.layered_layout(shared / "x")
        cls.digest = cls.registry.put(f"oci:{cls.layout}", "x")
        cls.expected = cls.initramfs_of_layout(cls.layout)
        cls.x = cls.registry.name("x")

    def test_every_way_to_name_it(self):
        for name in (self.x, f"{self.x}:latest", f"docker://{self.x}", f"{self.x}@{self.digest}",
                     f"{self.x}:latest@{self.digest}", self.x.replace("127.0.0.1", "localhost")):
            with self.subTest(name):
                self.assertEqual(self.initramfs(name), self.expected)

    def test_the_digest_counts_where_the_tag_has_moved_on(self):
        other = images.busybox_layout(self.folder / "other", cmd="/bin/true")
        self.registry.put(f"oci:{other}", "x:moved")
        self.assertEqual(self.initramfs(f"{self.x}:moved@{self.digest}"), self.expected)
        self.assertEqual(self.initramfs(f"{self.x}:moved"), self.initramfs_of_layout(other))

    def test_a_repository_in_folders(self):
        self.registry.put(f"oci:{self.layout}", "a/b-c/d_e:v1.0")
        self.assertEqual(self.initramfs(self.registry.name("a/b-c/d_e:v1.0")), self.expected)

    def test_media_types_and_compressions(self):
        for options in (["--format=v2s2"], ["--format=oci"],
                        ["--dest-compress-format=zstd", "--format=oci"]):
            with self.subTest(options):
                self.registry.put(f"oci:{self.layout}", "forms", *options)
                self.assertEqual(self.initramfs(self.registry.name("forms"), "--pull=always"),
                                 self.expected)

    def test_the_name_of_the_guest_is_that_of_the_repository(self):
        self.convert(self.x, "-o", "a.cpio", "--kernel", "none")
        self.convert(f"oci:{self.layout}", "-o", "b.cpio", "--kernel", "none")
        self.assertEqual((self.folder / "a.cpio").read_bytes(),
                         (self.folder / "b.cpio").read_bytes())

    def test_standard_output(self):
        result = self.convert(self.x, *PIPED)
        self.assertEqual(result.stdout, self.expected)

    def test_the_record_names_the_image(self):
        self.initramfs(self.x)
        record = json.loads((self.folder / "x.cpio.json").read_text())
        self.assertEqual(record["image"]["manifest"], self.digest)
        self.assertIn("x:latest", record["image"]["name"])

    def test_pull_prints_what_it_pulled(self):
        result = self.convert("pull", self.x, "-q")
        pinned = result.stdout.decode().removesuffix("\n")
        self.assertEqual(pinned, f"{self.x}@{self.digest}")
        self.assertEqual(self.initramfs(self.x, "--offline"), self.expected)
        self.assertEqual(self.initramfs(pinned, "--offline"), self.expected)
        self.assertEqual(self.convert("pull", self.x).stdout.decode().splitlines()[-1], pinned)
        self.assertEqual(self.files(), ["x.cpio", "x.cpio.json", "x.cpio.sh"])

    def test_layers_come_several_at_once(self):
        """Each stops in the middle until three are there."""
        _, manifest = self.registry.manifest("x")
        with FaultyProxy(self.registry.address) as proxy:
            gates = [Gate() for _ in range(3)]
            for layer, gate in zip(manifest["layers"], gates):
                proxy.fault(layer["digest"], held(gate, 1000))
            process = self.start("pull", proxy.name("x"))
            for gate in gates:
                gate.wait_until_reached()
            for gate in gates:
                gate.open()
            _, said = process.communicate(timeout=60)
            self.assertEqual(process.returncode, 0, said)
            self.assertEqual(len(proxy.gets(proxy.BLOBS)), len(manifest["layers"]) + 1)

    def test_a_blob_that_comes_twice_is_fetched_once(self):
        _, manifest = self.registry.manifest("x")
        layer = manifest["layers"][1]
        config = json.loads((self.layout / "blobs/sha256" / manifest["config"]["digest"][7:])
                            .read_text())
        config["rootfs"]["diff_ids"].append(config["rootfs"]["diff_ids"][1])
        config.pop("history", None)
        twice = images.with_changed_documents(
            self.layout, self.folder / "twice", config,
            {**manifest, "layers": manifest["layers"] + [layer]})
        self.registry.put(f"oci:{twice}", "twice")
        with FaultyProxy(self.registry.address) as proxy:
            self.assertEqual(self.initramfs(proxy.name("twice")), self.expected)
            self.assertEqual(len(proxy.gets(layer["digest"])), 1)


@needs_registry
class PlatformTest(PullTestCase):
    """An index with amd64 and, in an index of its own, arm64."""

    @classmethod
    def setUpClass(cls):
        shared = cls.shared_folder()
        cls.registry = cls.enterClassContext(Registry(shared / "registry"))
        cls.layouts, cls.descriptors = {}, {}
        for architecture in ("amd64", "arm64"):
            layout = images.busybox_layout(shared / architecture, cmd=["/bin/echo", architecture],
                                           architecture=architecture)
            cls.layouts[architecture] = layout
            for form in ("oci", "v2s2"):
                cls.registry.put(f"oci:{layout}", f"many:{architecture}-{form}", f"--format={form}")
                data, manifest = cls.registry.manifest("many", f"{architecture}-{form}")
                cls.descriptors[architecture, form] = {
                    "mediaType": manifest["mediaType"] if form == "v2s2" else OCI_MANIFEST,
                    "digest": "sha256:" + hashlib.sha256(data).hexdigest(), "size": len(data),
                    "platform": {"os": "linux", "architecture": architecture}}
        amd64, arm64 = (cls.descriptors[name, "oci"] for name in ("amd64", "arm64"))
        inner = cls.registry.put_manifest("many", "inner", OCI_INDEX, {
            "schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": [arm64]})
        cls.index = cls.registry.put_manifest("many", "nested", OCI_INDEX, {
            "schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": [inner, amd64]})
        cls.registry.put_manifest("many", "list", DOCKER_LIST, {
            "schemaVersion": 2, "mediaType": DOCKER_LIST,
            "manifests": [cls.descriptors[name, "v2s2"] for name in ("arm64", "amd64")]})
        cls.expected = {
            name: cls.initramfs_of_layout(layout, "--platform", f"linux/{name}")
            for name, layout in cls.layouts.items()}

    def test_the_platform_chooses(self):
        assert self.descriptors["amd64", "v2s2"]["mediaType"] == DOCKER_MANIFEST
        for tag in ("nested", "list"):
            for name in ("amd64", "arm64"):
                with self.subTest(tag=tag, platform=name):
                    self.assertEqual(self.initramfs(self.registry.name(f"many:{tag}"),
                                                    "--platform", f"linux/{name}"),
                                     self.expected[name])

    def test_an_index_by_its_digest(self):
        name = self.registry.name(f"many@{self.index['digest']}")
        self.assertEqual(self.initramfs(name, "--platform", "linux/arm64"), self.expected["arm64"])

    def test_a_platform_that_is_not_there(self):
        for tag in ("nested", "list"):
            message = self.refuses_to_convert(6, self.registry.name(f"many:{tag}"),
                                              "--platform", "linux/s390x")
            self.assertIn("linux/amd64", message)
            self.assertIn("linux/arm64", message)
            self.assertIn("s390x", message)

    def test_the_only_image_is_for_another_platform(self):
        message = self.refuses_to_convert(6, self.registry.name("many:arm64-oci"),
                                          "--platform", "linux/amd64")
        self.assertIn("linux/arm64", message)

    def test_pull_prints_the_digest_of_the_index(self):
        name = self.registry.name("many")
        result = self.convert("pull", "-q", f"{name}:nested", "--platform", "linux/arm64")
        self.assertEqual(result.stdout.decode().strip(), f"{name}@{self.index['digest']}")


@needs_registry
class MissingTest(PullTestCase):
    @classmethod
    def setUpClass(cls):
        shared = cls.shared_folder()
        cls.registry = cls.enterClassContext(Registry(shared / "registry"))
        layout = images.busybox_layout(shared / "x", cmd="/bin/sh")
        cls.registry.put(f"oci:{layout}", "x")

    def test_what_is_missing_is_named(self):
        nothing = "sha256:" + 64 * "0"
        for name, words in (("none", ["latest", "none"]), ("x:gone", ["gone", "x"]),
                            (f"x@{nothing}", [nothing, "x"])):
            with self.subTest(name):
                message = self.refuses_to_convert(3, self.registry.name(name))
                for word in (self.registry.address, *words):
                    self.assertIn(word, message)

    def test_nobody_listens(self):
        with Registry(self.folder / "gone") as gone:
            name = gone.name("x")
        message = self.refuses_to_convert(3, name)
        self.assertIn(name.split("/", maxsplit=1)[0], message)

    def test_what_is_no_image_is_named(self):
        data = json.dumps({
            "schemaVersion": 2, "mediaType": OCI_MANIFEST,
            "config": {**self.registry.manifest("x")[1]["config"],
                       "mediaType": "application/vnd.cncf.helm.config.v1+json"},
            "layers": []}).encode()
        self.registry.put_manifest("x", "chart", OCI_MANIFEST, data)
        self.assertIn("helm", self.refuses_to_convert(6, self.registry.name("x:chart")))

    def test_names_that_are_none(self):
        for name in (self.registry.name("UPPER"), self.registry.name("x:"), "docker://",
                     self.registry.name("x@sha256:12")):
            with self.subTest(name):
                self.refuses_to_convert(2, name)


if __name__ == "__main__":
    unittest.main(verbosity=2)
