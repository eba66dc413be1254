# SPDX-License-Identifier: Apache-2.0
"""Every image of the corpus that converts: from a registry, where skopeo has put it, the same bytes
as from its own file."""

import gzip
import json
import lzma
import shutil
import tarfile
import unittest

from tests.support.corpus import images_in
from tests.support.program import IMAGES, needs_corpus
from tests.support.pulling import PLAIN, PullTestCase
from tests.support.registry import Registry, needs_registry

# Inventory: some images are for this platform alone.
PLATFORMS = ("linux/amd64", "linux/arm64")


def layouts(images):
    """Each image of each layout, as skopeo and oci2boot call it."""
    found = [path.parent for entry in images.iterdir() for path in entry.rglob("oci-layout")]
    for layout in sorted(found):
        for descriptor in json.loads((layout / "index.json").read_text())["manifests"]:
            tag = descriptor.get("annotations", {}).get("org.opencontainers.image.ref.name")
            yield f"oci:{layout}" + (f":{tag}" if tag else "")


def archives():
    """Each archive that may hold one image: its path, and the transport that it is for."""
    for archive in sorted(IMAGES.rglob("*.tar*")):
        with tarfile.open(archive) as tar:
            names = tar.getnames()
        if "manifest.json" in names:
            yield archive, "docker-archive"
        elif "index.json" in names:
            yield archive, "oci-archive"


@needs_corpus
@needs_registry
class CorpusTest(PullTestCase):
    def setUp(self):
        super().setUp()
        self.registry = self.enterContext(Registry(self.home / "registry"))
        self.compared = 0

    def compare(self, image, source=None):
        """Where the image converts, it does so from the registry too, to the same bytes. `source`
        is what skopeo is to read instead of the image's own file."""
        for platform in PLATFORMS:
            options = ("-o", "-", "--compress", "none", *PLAIN, "--platform", platform)
            from_file = self.oci2boot(image, *options)
            if from_file.returncode != 0:
                continue
            repository = f"image{self.compared}"
            self.registry.put(source or image, repository, *(
                ["--all"] if "multiarch" in image or "manifest-list" in image else []))
            pulled = self.convert(self.registry.name(repository), *options)
            self.assertEqual(pulled.stdout == from_file.stdout, True, f"{image} differs")
            self.compared += 1

    def test_layouts(self):
        for image in layouts(images_in(self.home / "images")):
            with self.subTest(image):
                self.compare(image)
        self.assertGreaterEqual(self.compared, 35)

    def test_archives(self):
        unpacked = self.home / "unpacked.tar"
        for path, transport in archives():
            with self.subTest(path.name):
                opened = {".gz": gzip.open, ".xz": lzma.open}.get(path.suffix, open)
                with opened(path, "rb") as source, open(unpacked, "wb") as target:
                    shutil.copyfileobj(source, target)
                self.compare(f"{transport}:{path}", f"{transport}:{unpacked}")
        self.assertGreaterEqual(self.compared, 25)


if __name__ == "__main__":
    unittest.main(verbosity=2)
