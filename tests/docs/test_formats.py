# SPDX-License-Identifier: Apache-2.0
"""docs/formats.md."""

import unittest

from tests.docs import document


class FormatsTest(document.DocumentTestCase):
    document = "docs/formats.md"
    images = ("alpine:latest", "alpine:3.20")


if __name__ == "__main__":
    unittest.main(verbosity=2)
