# SPDX-License-Identifier: Apache-2.0
"""Every image of the corpus that converts: from a registry, where skopeo has put it, the same bytes
as from its own file."""

import unittest

from tests.support.corpus import PLATFORMS, archives, images_in, layouts, unpacked_archive
from tests.support.program import needs_corpus
from tests.support.pulling import PIPED, PullTestCase
from tests.support.registry import Registry, needs_registry


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
            options = (*PIPED, "--platform", platform)
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
                unpacked_archive(path, unpacked)
                self.compare(f"{transport}:{path}", f"{transport}:{unpacked}")
        self.assertGreaterEqual(self.compared, 25)


if __name__ == "__main__":
    unittest.main(verbosity=2)
