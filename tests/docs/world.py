# SPDX-License-Identifier: Apache-2.0
"""What surrounds a person who reads a document: programs, a home folder, registries and a Docker
engine with the images that the document names, files that it takes for granted. Nothing of it is
outside this machine."""

import os
import pathlib
import shutil
import unittest

from tests.docs.named_images import ENGINE_SOURCES, SOURCES
from tests.docs.samples import STORE, newest_kernel
from tests.support import images
from tests.support.docker_engine import DockerEngine
from tests.support.program import CORPUS, PROGRAM
from tests.support.registry import Registry

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Registries of which the documents have images, other than Docker Hub.
_REGISTRIES = ("ghcr.io", "registry.example")
# The one that documents find at this address.
_LOCAL = "127.0.0.1:5000"


def _repository(name):
    """Where a registry that is all of them has it."""
    if name.startswith(f"{_LOCAL}/"):
        return name.removeprefix(f"{_LOCAL}/")
    return name if "/" in name else f"library/{name}"


class World:
    """Use it in a `with` statement.

    names       the images that registries have, as in named_images.SOURCES
    with_engine there is a Docker engine
    """

    def __init__(self, folder, names=(), with_engine=False):
        self._folder = pathlib.Path(folder)
        self._names = names
        self._engine = DockerEngine(self._folder / "engine") if with_engine else None
        self._registry = Registry(self._folder / "registry")
        self._registry.address = _LOCAL
        self.has_engine = False

    def __enter__(self):
        self._registry.start()
        for number, name in enumerate(self._names):
            scratch = self._folder / f"image{number}"
            scratch.mkdir()
            source = SOURCES[name](scratch)
            self._registry.put(source, _repository(name),
                               *(["--all"] if "multiarch" in source else []))
        if self._engine:
            self._start_engine()
        return self

    def __exit__(self, *exception):
        if self.has_engine:
            self._engine.__exit__(*exception)
        self._registry.stop()

    def _start_engine(self):
        try:
            self._engine.__enter__()
        except unittest.SkipTest:
            return
        self.has_engine = True
        for number, (name, make) in enumerate(ENGINE_SOURCES.items()):
            scratch = self._folder / f"for-engine{number}"
            scratch.mkdir()
            archive = scratch / "image.tar"
            images.copy(make(scratch), f"docker-archive:{archive}:{name}:latest")
            self._engine.docker("load", "--quiet", "--input", archive)

    def environment(self, home):
        """Of a shell there; makes the home folder."""
        home.mkdir()
        programs, kernels = self._folder / "programs", self._folder / "kernels"
        programs.mkdir()
        kernels.mkdir()  # a store of one's own, which `kernel add` may add to
        for kernel in STORE.glob("*"):
            (kernels / kernel.name).symlink_to(kernel)
        (programs / "oci2boot").symlink_to(PROGRAM)
        (programs / "oci2boot-fetch-kernel").symlink_to(ROOT / "scripts/fetch-kernel")
        mirror = self._registry.address
        return {
            "HOME": str(home),
            "PATH": f"{programs}:{ROOT}/tests/docs/stand_ins:/usr/local/bin:/usr/bin:/bin:"
                    "/usr/local/sbin:/usr/sbin:/sbin",
            "LANG": "C.UTF-8",
            "USER": "ada",
            "OCI2BOOT_KERNELS": str(kernels),
            "OCI2BOOT_MIRRORS": " ".join(
                [mirror, *(f"{name}={mirror}/{name}" for name in _REGISTRIES)]),
            "DOCKER_HOST": self._engine.host if self._engine else "unix:///none",
            "DOCKER_BUILDKIT": "0",
        }

    def missing(self, need):
        """Why a block that needs this cannot be run here; None when it can."""
        if need == "docker" and not self.has_engine:
            return "a Docker engine is needed (scripts/setup engine)"
        if need == "amd64" and os.uname().machine != "x86_64":
            return "a machine for amd64 is needed"
        if need == "arm64" and not (
                CORPUS and shutil.which("qemu-system-aarch64") and newest_kernel("arm64")):
            return "OCI2BOOT_CORPUS, QEMU and a kernel for arm64 are needed (scripts/setup arm64)"
        return None
