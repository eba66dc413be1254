# SPDX-License-Identifier: Apache-2.0
"""docs/cookbook.md, but for what Debian's packages are needed for (test_debian.py)."""

import unittest

from tests.docs import document

WITH_DEBIAN = ("A Debian machine with SSH",)
_WITH_ENGINE = ("A Dockerfile to a machine",)


class CookbookTest(document.DocumentTestCase):
    document = "docs/cookbook.md"
    images = ("alpine:latest", "alpine:3.20", "nginx:latest", "ghcr.io/team/app:1.2")
    leave_out = _WITH_ENGINE + WITH_DEBIAN


class DockerfileTest(document.DocumentTestCase):
    document = "docs/cookbook.md"
    only = _WITH_ENGINE
    with_engine = True


if __name__ == "__main__":
    unittest.main(verbosity=2)
