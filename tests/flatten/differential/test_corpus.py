# SPDX-License-Identifier: Apache-2.0
"""Every image of the corpus that converts: umoci, given what skopeo makes a layout of, gives the
same tree."""

import shutil
import subprocess
import unittest

from tests.flatten.differential.judge import compare, umoci_tree
from tests.flatten.differential.surroundings import possible_ways, scratch_folder
from tests.support.corpus import PLATFORMS, archives, images_in, layouts, unpacked_archive
from tests.support.program import needs_corpus, oci2boot
from tests.support.tree import read_tar


@needs_corpus
class CorpusTest(unittest.TestCase):
    def setUp(self):
        ways, lacking = possible_ways()
        if "root" not in ways:
            self.skipTest(f"umoci cannot run as root: {lacking['root']}")
        self.folder = self.enterContext(scratch_folder())
        self.compared = 0

    def compare(self, image, source=None):
        """`source` is what skopeo is to read instead of the image's own file."""
        for platform in PLATFORMS:
            output = self.folder / "x.tar"
            made = oci2boot(image, "-o", output, "--force", "--platform", platform)
            if made.returncode != 0:
                continue
            scratch, layout = self.folder / "scratch", self.folder / "layout"
            scratch.mkdir()
            system, architecture = platform.split("/")
            # umoci 0.4.7 knows no zstd.
            subprocess.run(
                ["skopeo", "--insecure-policy", f"--override-os={system}",
                 f"--override-arch={architecture}", "copy", "--quiet", "--dest-compress",
                 "--dest-compress-format=gzip", source or image, f"oci:{layout}:latest"],
                check=True)
            tree = umoci_tree(layout, scratch, "root")
            self.assertEqual(compare(tree, read_tar(output), "root", "x.tar"), [])
            shutil.rmtree(scratch)
            shutil.rmtree(layout)
            self.compared += 1

    def test_layouts(self):
        for image in layouts(images_in(self.folder / "images")):
            with self.subTest(image):
                self.compare(image)
        self.assertGreaterEqual(self.compared, 35)

    def test_archives(self):
        for path, transport in archives():
            with self.subTest(path.name):
                unpacked = unpacked_archive(path, self.folder / "unpacked.tar")
                self.compare(f"{transport}:{path}", f"{transport}:{unpacked}")
        self.assertGreaterEqual(self.compared, 25)


if __name__ == "__main__":
    unittest.main(verbosity=2)
