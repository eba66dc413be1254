# SPDX-License-Identifier: Apache-2.0
"""What the pages about one matter show: configuration, registries, disks, kernels."""

import unittest

from tests.docs import document

_WITH_ENGINE = ("Engines",)


class ConfigurationTest(document.DocumentTestCase):
    document = "docs/configuration.md"
    images = ("alpine:latest",)


class DisksTest(document.DocumentTestCase):
    document = "docs/disks.md"
    images = ("alpine:latest",)


class InspectTest(document.DocumentTestCase):
    document = "docs/inspect.md"
    images = ("alpine:latest", "nginx:latest")


class KernelsTest(document.DocumentTestCase):
    document = "docs/kernels.md"
    images = ("nginx:latest", "linuxkit/kernel:6.6.13")


class RegistriesTest(document.DocumentTestCase):
    document = "docs/registries.md"
    images = ("alpine:latest", "nginx:latest", "ghcr.io/team/app:1.2", "127.0.0.1:5000/app:latest")
    leave_out = _WITH_ENGINE


class EnginesTest(document.DocumentTestCase):
    document = "docs/registries.md"
    only = _WITH_ENGINE
    with_engine = True


if __name__ == "__main__":
    unittest.main(verbosity=2)
