# SPDX-License-Identifier: Apache-2.0
"""docs/getting-started.md."""

import unittest

from tests.docs import document


class GettingStartedTest(document.DocumentTestCase):
    document = "docs/getting-started.md"
    images = ("alpine:latest", "nginx:latest")


if __name__ == "__main__":
    unittest.main(verbosity=2)
