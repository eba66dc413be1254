# SPDX-License-Identifier: Apache-2.0
"""What documents show of a real Debian system, whose image takes a Debian mirror to make."""

import unittest

from tests.docs import document
from tests.docs.test_cookbook import WITH_DEBIAN
from tests.support.debian_images import needs_debian_images


@needs_debian_images
class CookbookTest(document.DocumentTestCase):
    document = "docs/cookbook.md"
    images = ("my/debian:latest",)
    only = WITH_DEBIAN


@needs_debian_images
class IdentityTest(document.DocumentTestCase):
    document = "docs/identity.md"
    images = ("my/debian:latest",)


if __name__ == "__main__":
    unittest.main(verbosity=2)
