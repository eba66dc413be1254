# SPDX-License-Identifier: Apache-2.0
"""Archives that were made to break readers: each converts inside the root or is refused in one
line; no crash, nothing left behind."""

import unittest

from tests.support.program import CORPUS, TestCase, needs_corpus, oci2boot


@needs_corpus
class HostileTest(TestCase):
    def test_collected_tars_as_root_file_systems(self):
        tars = sorted(path for path in (CORPUS / "tars").rglob("*") if path.is_file())
        self.assertGreater(len(tars), 50)
        for path in tars:
            with self.subTest(path.name):
                result = oci2boot(f"rootfs:{path}", "-o", "x.cpio", "--kernel", "none",
                                  cwd=self.folder)
                self.assertIn(result.returncode, (0, 5, 6), result.stderr)
                if result.returncode != 0:
                    self.assertRegex(result.stderr, r"oci2boot: .+\n\Z")
                    self.assertEqual(self.files(), [])
                for made in self.folder.iterdir():
                    made.unlink()


if __name__ == "__main__":
    unittest.main(verbosity=2)
