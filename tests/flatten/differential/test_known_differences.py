# SPDX-License-Identifier: Apache-2.0
"""umoci and oci2boot where they are known to differ: each gives what known_differences.py says. An
image of which umoci makes the table's tree one day belongs into the generator."""

import re
import unittest

from tests.flatten.differential.judge import Refused, oci2boot_tree, umoci_tree
from tests.flatten.differential.known_differences import KNOWN, TIME_OF_THE_RUN, Refusal
from tests.flatten.differential.surroundings import possible_ways, scratch_folder
from tests.support.image_forms import Layer, layout_files, write_folder
from tests.support.tree import differences, shown


class KnownDifferencesTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        ways, lacking = possible_ways()
        if "root" not in ways:
            self.skipTest(f"umoci cannot run as root: {lacking['root']}")

    def check(self, expected, make_tree):
        try:
            tree = make_tree()
        except Refused as refused:
            if not isinstance(expected, Refusal):
                self.fail(f"refused: {refused}")
            self.assertTrue(re.search(expected.words, str(refused)), str(refused))
            return
        if isinstance(expected, Refusal):
            self.fail(f"not refused; there is {', '.join(map(shown, sorted(tree)))}")
        there = {path: node for path, node in expected.items() if node is not None}
        got = {path: tree[path] for path in expected if path in tree}
        for path in [path for path, node in there.items() if node is TIME_OF_THE_RUN]:
            del there[path]
            self.assertIsNone(got.pop(path).mtime, shown(path))  # see umoci_tree()
        self.assertEqual(differences(there, got), [])

    def run_image(self, known):
        with scratch_folder() as folder:
            layers = [layer if isinstance(layer, Layer) else Layer(layer.finish())
                      for layer in known.layers]
            layout = write_folder(folder / "layout", layout_files(layers))
            scratch = folder / "scratch"
            scratch.mkdir()
            with self.subTest(tool="umoci"):
                self.check(known.umoci, lambda: umoci_tree(layout, scratch, known.way))
            with self.subTest(tool="oci2boot"):
                self.check(known.table, lambda: oci2boot_tree(layout, scratch, "x.tar"))


def _test_of(known):
    def test(self):
        self.run_image(known)
    test.__doc__ = f"{known.rows}: {known.name}: {known.why}"
    return test


for _known in KNOWN:
    _name = re.sub("[^A-Za-z0-9]+", "_", f"{_known.rows} {_known.name}")
    setattr(KnownDifferencesTest, "test_" + _name, _test_of(_known))


if __name__ == "__main__":
    unittest.main(verbosity=2)
