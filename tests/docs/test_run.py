# SPDX-License-Identifier: Apache-2.0
"""docs/run.md."""

import unittest

from tests.docs import document


class RunTest(document.DocumentTestCase):
    document = "docs/run.md"
    images = ("alpine:latest", "nginx:latest")


if __name__ == "__main__":
    unittest.main(verbosity=2)
