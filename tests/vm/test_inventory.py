# SPDX-License-Identifier: Apache-2.0
"""Every image of the corpus that is meant to convert does, and what it makes boots: at the least
PID 1 says which program is missing. Images of another architecture have a suite of their own."""

import unittest

from tests.support.corpus import images_in
from tests.support.guest import run
from tests.support.program import TestCase, needs_corpus

# What each prints, and with which status it ends.
PROGRAMS = (
    ("oci:{}/tianon-true/oci", 0, r"\A\Z", ()),
    ("oci:{}/tianon-true/yoloci", 0, r"\A\Z", ()),
    ("oci:{}/busybox-musl/amd64", 0, "^BusyBox v", ("--", "busybox")),
    ("{}/sylabs/hello-world-docker-v2-manifest-list", 0, "Hello from Docker!", ()),
    ("{}/kaniko/tar.tar", 127, "^oci2boot: .*/no/such", ("--", "/no/such")),
)

# Images of data alone.
DATA = (
    "{}/podman/docker-unnamed.tar.xz",
    "{}/podman/docker-name-only.tar.xz",
    "{}/podman/docker-registry-name.tar.xz",
    "{}/podman/docker-two-names.tar.xz",
    "docker-archive:{}/podman/docker-two-images.tar.xz:example.com/empty:latest",
    "{}/podman/oci-unnamed.tar.gz",
    "{}/podman/oci-name-only.tar.gz",
    "{}/podman/oci-registry-name.tar.gz",
    "{}/podman/oci-non-docker-name.tar.gz",
    "{}/ggcr/test_image_1.tar",
    "{}/ggcr/test_image_2.tar",
    "docker-archive:{}/ggcr/test_link.tar:bazel/v1/tarball:test_image_1",
    "{}/ggcr/test_load_manifest.tar",
    "docker-archive:{}/ggcr/test_bundle.tar:test_image_1",
    "{}/ggcr/mutate/overwritten_file.tar",
    "{}/ggcr/mutate/source_image.tar",
    "{}/ggcr/mutate/source_image_with_empty_layer_history.tar",
    "{}/ggcr/mutate/whiteout_image.tar",
    "oci:{}/sylabs/whiteout-explicit-dir",
    "oci:{}/sylabs/whiteout-explicit-file",
    "oci:{}/sylabs/whiteout-opaque",
    "oci:{}/sylabs/whiteout-opaque-end",
    "oci:{}/sylabs/hard-link-1",
    "oci:{}/sylabs/hard-link-delete-1",
    "oci:{}/sylabs/hard-link-delete-2",
    "oci:{}/sylabs/root-dir-entry",
)


@needs_corpus
class InventoryTest(TestCase):
    def setUp(self):
        super().setUp()
        self.images = images_in(self.folder / "images")

    def boot(self, image, *arguments):
        self.convert(image.format(self.images), "-o", "initrd", "--force", *arguments)
        return run(self.folder / "initrd.sh")

    def test_programs_run(self):
        for image, status, pattern, arguments in PROGRAMS:
            with self.subTest(image):
                ended, output = self.boot(image, *arguments)
                self.assertEqual(ended, status, output)
                self.assertRegex(output, "(?m)" + pattern)

    def test_images_of_data_alone_convert_and_say_that_nothing_can_run(self):
        for image in DATA:
            with self.subTest(image):
                result = self.convert(image.format(self.images), "-o", "initrd", "--force")
                self.assertIn(b"no ENTRYPOINT, no CMD and no shell", result.stdout)
                ended, output = run(self.folder / "initrd.sh")
                self.assertEqual(ended, 127, output)
                self.assertIn("/bin/sh", output)


if __name__ == "__main__":
    unittest.main(verbosity=2)
