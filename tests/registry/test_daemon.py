# SPDX-License-Identifier: Apache-2.0
"""Images that a Docker engine holds: from a real one, over its socket and through `docker save`."""

import subprocess
import unittest

from tests.support import images
from tests.support.docker_engine import DockerEngine
from tests.support.layer_tar import LayerTar
from tests.support.program import PROGRAM, environment
from tests.support.pulling import PIPED, PullTestCase
from tests.support.registry import Registry, needs_registry


class DaemonTest(PullTestCase):
    @classmethod
    def setUpClass(cls):
        shared = cls.shared_folder()
        cls.engine = cls.enterClassContext(DockerEngine(shared / "engine"))
        cls.layout = images.layered_layout(shared / "x")
        images.copy(f"oci:{cls.layout}", f"docker-archive:{shared}/x.tar:team/x:1")
        cls.engine.docker("load", "--quiet", "--input", shared / "x.tar")
        cls.saved = shared / "saved.tar"
        cls.engine.docker("save", "--output", cls.saved, "team/x:1")
        cls.id = cls.engine.docker("image", "inspect", "--format={{.Id}}", "team/x:1")
        cls.id = cls.id.decode().strip()
        cls.expected = cls.initramfs_of_layout(cls.layout)

    def setUp(self):
        super().setUp()
        self.environment["DOCKER_HOST"] = self.engine.host

    def test_by_name(self):
        self.assertEqual(self.initramfs("docker-daemon:team/x:1"), self.expected)
        self.assertEqual(self.initramfs("docker-daemon:docker.io/team/x:1"), self.expected)
        self.assertEqual(self.initramfs(f"docker-archive:{self.saved}"), self.expected)

    def test_by_tcp(self):
        self.assertEqual(self.initramfs("docker-daemon:team/x:1",
                                        env={"DOCKER_HOST": self.engine.tcp_host}), self.expected)

    def test_by_id(self):
        self.assertEqual(self.initramfs(f"docker-daemon:{self.id}"), self.expected)

    @needs_registry
    def test_by_digest(self):
        with Registry(self.folder / "registry") as registry:
            digest = registry.put(f"oci:{self.layout}", "pulled")
            name = f"{registry.name('pulled')}@{digest}"
            self.engine.docker("pull", "--quiet", name)
        self.addCleanup(self.engine.docker, "rmi", name)
        self.assertEqual(self.initramfs(f"docker-daemon:{name}"), self.expected)

    def test_latest_is_the_tag_of_no_tag(self):
        self.engine.docker("tag", "team/x:1", "x")
        self.assertEqual(self.initramfs("docker-daemon:x"), self.expected)
        self.assertEqual(self.initramfs("docker-daemon:x:latest"), self.expected)

    def test_of_two_names_of_one_image_the_one_that_was_asked_for(self):
        self.engine.docker("tag", "team/x:1", "other/y:2")
        result = self.convert("inspect", "docker-daemon:other/y:2")
        self.assertIn("other/y:2", result.stdout.decode())

    def test_saved_into_a_pipe(self):
        with subprocess.Popen(["docker", f"--host={self.engine.host}", "save", "team/x:1"],
                              stdout=subprocess.PIPE) as save:
            result = subprocess.run(
                [PROGRAM, "-", "-q", *PIPED], stdin=save.stdout, stdout=subprocess.PIPE,
                env=environment(self.environment), check=True)
            save.stdout.close()
        self.assertEqual(result.stdout, self.expected)

    def test_it_imports_a_tar_and_gives_it_back(self):
        """Links of every kind, attributes, owners, times, names of any bytes; zeros, too, which
        must not become sparse for it."""
        layer = (LayerTar().directory(b".").file(b"f", b"x", mtime="-1.5", uid=3_000_000, xattrs={
            b"security.capability": bytes.fromhex("0100000200040000000000000000000000000000")})
            .hard_link(b"f2", b"f").char_device(b"null", 1, 3).hard_link(b"null2", b"null")
            .symlink(b"s", b"t" * 150).hard_link(b"s2", b"s").file(b"\xfd" * 255, b"y")
            .file(b"zeros", bytes(5 << 20)))
        (self.folder / "layer.tar").write_bytes(layer.finish())
        self.convert("rootfs:layer.tar", "-o", "x.tar")
        self.engine.docker("import", self.folder / "x.tar", "imported")
        self.addCleanup(self.engine.docker, "rmi", "imported")
        result = self.convert("docker-daemon:imported", "-o", "-")
        self.assertEqual(result.stdout, (self.folder / "x.tar").read_bytes())

    def test_the_name_of_the_guest(self):
        self.convert("docker-daemon:team/x:1", "-o", "a.cpio", "--kernel", "none")
        self.convert("docker-daemon:team/x:1", "-o", "b.cpio", "--kernel", "none", "--hostname",
                     "x")
        self.assertEqual((self.folder / "a.cpio").read_bytes(),
                         (self.folder / "b.cpio").read_bytes())

    def test_an_image_that_the_engine_does_not_have(self):
        for name in ("none:1", "team/x:2", "sha256:" + 64 * "0"):
            with self.subTest(name):
                message = self.refuses_to_convert(3, f"docker-daemon:{name}")
                self.assertIn(name, message)

    def test_another_platform(self):
        message = self.refuses_to_convert(6, "docker-daemon:team/x:1", "--platform", "linux/s390x")
        self.assertIn("linux/amd64", message)


class SavedTest(PullTestCase):
    """What `podman save` writes, in both of its formats, into a pipe."""

    def test_both_formats(self):
        layout = images.layered_layout(self.folder / "x")
        expected = self.initramfs_of_layout(layout)
        for transport in ("docker-archive", "oci-archive"):
            archive = self.folder / transport
            images.copy(f"oci:{layout}", f"{transport}:{archive}:example.com/x:1")
            with subprocess.Popen(["cat", archive], stdout=subprocess.PIPE) as pipe:
                self.assertEqual(self.initramfs("-", stdin=pipe.stdout), expected)


class NoDaemonTest(PullTestCase):
    def test_no_engine_is_there(self):
        message = self.refuses_to_convert(3, "docker-daemon:x",
                                          env={"DOCKER_HOST": f"unix://{self.folder}/none.sock"})
        self.assertIn(f"{self.folder}/none.sock", message)
        message = self.refuses_to_convert(3, "docker-daemon:x",
                                          env={"DOCKER_HOST": "tcp://127.0.0.1:1"})
        self.assertIn("127.0.0.1:1", message)

    def test_what_is_no_engine_address(self):
        for host in ("ssh://somewhere", "nonsense"):
            message = self.refuses_to_convert(2, "docker-daemon:x", env={"DOCKER_HOST": host})
            self.assertIn(host, message)

    @needs_registry
    def test_another_server(self):
        """Of the distribution's protocol, not of the engine's."""
        with Registry(self.folder / "registry") as registry:
            result = self.oci2boot("docker-daemon:x", "-o", "x.cpio",
                                   env={"DOCKER_HOST": f"tcp://{registry.address}"})
        self.assertNotEqual(result.returncode, 0)
        self.assertIn(registry.address, result.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
