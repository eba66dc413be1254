# SPDX-License-Identifier: Apache-2.0
"""oci2boot inspect, judged by skopeo inspect, for an image in each place where one can be."""

import json
import subprocess
import tarfile
import unittest

from tests.support import images
from tests.support.faulty_proxy import FaultyProxy
from tests.support.pulling import PullTestCase
from tests.support.registry import OCI_INDEX, OCI_MANIFEST, Registry, needs_registry


def skopeo(*arguments):
    return subprocess.run(["skopeo", "--insecure-policy", "inspect", *arguments], check=True,
                          capture_output=True).stdout


@needs_registry
class InspectTest(PullTestCase):
    @classmethod
    def setUpClass(cls):
        shared = cls.shared_folder()
        cls.registry = cls.enterClassContext(Registry(shared / "registry"))
        cls.layout = images.busybox_layout(
            shared / "x", entrypoint=["/bin/sh", "-c"], cmd=["echo \"it's\" $HOME"], user="1000:10",
            workingdir="/tmp", env=["ODD=a b=c"], exposedports=["8080/tcp", "53/udp"],
            label=["org.example.odd=a=b c", "plain=yes"], volume=["/data"], stopsignal="SIGINT")
        cls.digest = cls.registry.put(f"oci:{cls.layout}", "x")
        cls.x = cls.registry.name("x")
        cls.archive = shared / "x.tar"
        images.copy(f"oci:{cls.layout}", f"docker-archive:{cls.archive}:team/x:1")
        cls.oci_archive = shared / "x-oci.tar"
        images.copy(f"oci:{cls.layout}", f"oci-archive:{cls.oci_archive}:latest")
        # What oci2boot calls it, and what skopeo does.
        cls.places = ((cls.x, f"docker://{cls.x}"),
                      (f"oci:{cls.layout}", f"oci:{cls.layout}"),
                      (f"oci-archive:{cls.oci_archive}", f"oci-archive:{cls.oci_archive}"),
                      (f"docker-archive:{cls.archive}", f"docker-archive:{cls.archive}"))
        cls.no_tls = ("--tls-verify=false",)

    def inspect(self, name, *options):
        return self.convert("inspect", name, *options).stdout

    def test_json_has_the_facts_that_skopeo_tells(self):
        for name, theirs in self.places:
            with self.subTest(name):
                mine = json.loads(self.inspect(name, "--json"))
                config = json.loads(skopeo("--config", *self.no_tls, theirs))
                manifest = json.loads(skopeo("--raw", *self.no_tls, theirs))
                wanted = config["config"]
                self.assertEqual(mine["config"], {
                    "entrypoint": wanted["Entrypoint"], "cmd": wanted["Cmd"],
                    "env": wanted["Env"], "user": wanted["User"],
                    "workingDir": wanted["WorkingDir"],
                    "exposedPorts": sorted(wanted["ExposedPorts"]),
                    "volumes": list(wanted["Volumes"]), "labels": wanted["Labels"],
                    "stopSignal": wanted["StopSignal"]})
                self.assertEqual(mine["platform"], f"{config['os']}/{config['architecture']}")
                self.assertEqual(mine["platforms"], [mine["platform"]])
                self.assertEqual(mine["id"], manifest["config"]["digest"])
                self.assertEqual([layer["diffId"] for layer in mine["layers"]],
                                 config["rootfs"]["diff_ids"])
                self.assertEqual(config["created"][:19], mine["created"][:19])
                if not name.startswith("docker-archive:"):
                    self.assertEqual(mine["manifest"], self.digest)
                    self.assertEqual(
                        [(layer["digest"], layer["size"], layer["mediaType"])
                         for layer in mine["layers"]],
                        [(layer["digest"], layer["size"], layer["mediaType"])
                         for layer in manifest["layers"]])

    def test_raw_is_the_document_byte_for_byte(self):
        for name, theirs in self.places:
            with self.subTest(name):
                mine = self.inspect(name, "--raw")
                if name.startswith("docker-archive:"):
                    with tarfile.open(self.archive) as tar:
                        self.assertEqual(mine, tar.extractfile("manifest.json").read())
                else:
                    self.assertEqual(mine, skopeo("--raw", *self.no_tls, theirs))

    def test_people_are_told(self):
        for name, _ in self.places:
            with self.subTest(name):
                text = self.inspect(name).decode()
                for words in ("linux/amd64", "/bin/sh", "1000:10", "/tmp", "ODD=a b=c", "8080/tcp",
                              "53/udp", "org.example.odd=a=b c", "/data", "SIGINT"):
                    self.assertIn(words, text)
        self.assertIn(self.digest, self.inspect(self.x).decode())

    def test_no_layer_is_fetched(self):
        with FaultyProxy(self.registry.address) as proxy:
            self.inspect(proxy.name("x"))
            config = json.loads(self.registry.manifest("x")[0])["config"]["digest"]
            self.assertEqual([request.path for request in proxy.gets(proxy.BLOBS)],
                             [f"/v2/x/blobs/{config}"])

    def test_an_index(self):
        data, _ = self.registry.manifest("x")
        amd64 = {"mediaType": OCI_MANIFEST, "digest": self.digest,
                 "size": len(data), "platform": {"os": "linux", "architecture": "amd64"}}
        other = self.registry.put_manifest("x", "other", amd64["mediaType"], data + b"\n")
        index = json.dumps({"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": [
            amd64, {**other, "platform": {"os": "linux", "architecture": "arm64",
                                          "variant": "v8"}}]}).encode()
        put = self.registry.put_manifest("x", "index", OCI_INDEX, index)
        document = json.loads(self.inspect(f"{self.x}:index", "--json", "--platform=linux/amd64"))
        self.assertEqual((document["digest"], document["manifest"]), (put["digest"], self.digest))
        self.assertEqual(len(document["platforms"]), 2)
        self.assertEqual(self.inspect(f"{self.x}:index", "--raw"), index)
        self.assertIn("linux/arm64", self.inspect(f"{self.x}:index").decode())

    def test_standard_input(self):
        with open(self.archive, "rb") as archive:
            result = self.convert("inspect", "-", "--json", stdin=archive)
        self.assertEqual(json.loads(result.stdout)["config"]["user"], "1000:10")

    def test_a_root_file_system(self):
        (self.folder / "root").mkdir()
        self.assertIn("linux/", self.inspect(f"rootfs:{self.folder}/root").decode())
        self.refused(2, "inspect", f"rootfs:{self.folder}/root", "--raw")

    def test_what_is_missing(self):
        self.refused(3, "inspect", self.registry.name("none"))
        self.refused(3, "inspect", "oci:none")
        self.refused(2, "inspect")
        self.refused(2, "inspect", self.x, self.x)


if __name__ == "__main__":
    unittest.main(verbosity=2)
