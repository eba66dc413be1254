# SPDX-License-Identifier: Apache-2.0
"""README.md."""

import unittest

from tests.docs import document


class ReadmeTest(document.DocumentTestCase):
    document = "README.md"
    images = ("alpine:latest", "debian:12", "registry.example/team/app:v1")


if __name__ == "__main__":
    unittest.main(verbosity=2)
