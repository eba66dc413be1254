# SPDX-License-Identifier: Apache-2.0
"""The images that are converted, in each form that they come in. All are made once."""

import json
import os
import pathlib
import shutil
import subprocess

from tests.bench.debian_image import debian_layout
from tests.support import images


def _skopeo(*arguments):
    subprocess.run(["skopeo", "--insecure-policy", "copy", "-q", *map(str, arguments)], check=True)


def made(path, make):
    """`path`, which `make` writes where it is not there yet; complete or not at all."""
    if not path.exists():
        scratch = path.with_name(path.name + ".making")
        if scratch.is_dir():
            shutil.rmtree(scratch)
        scratch.unlink(missing_ok=True)
        make(scratch)
        scratch.rename(path)
    return path


class Input:
    """One image in `folder`: layouts of gzip and zstd layers, a docker save archive, its layers
    unpacked (which stands for nothing but the work that cannot be avoided)."""

    def __init__(self, folder, layout):
        self.layout = layout
        self.zstd_layout = made(folder / "zstd", lambda path: _skopeo(
            "--dest-compress-format", "zstd", f"oci:{layout}:latest", f"oci:{path}:latest"))
        self.docker_archive = made(folder / "docker-save.tar", lambda path: _skopeo(
            f"oci:{layout}:latest", f"docker-archive:{path}:image:latest"))
        self.unpacked = made(folder / "unpacked", self._unpack)

    def _unpack(self, folder):
        folder.mkdir()
        for number, layer in enumerate(layers_of(self.layout)):
            with open(folder / f"{number}.tar", "wb") as file:
                subprocess.run(["igzip", "-dc", layer], check=True, stdout=file)

    def environment(self):
        """What the command lines of ways.py call them."""
        return {"GZIP_LAYOUT": str(self.layout), "ZSTD_LAYOUT": str(self.zstd_layout),
                "DOCKER_ARCHIVE": str(self.docker_archive),
                "GZIP_LAYERS": " ".join(map(str, layers_of(self.layout))),
                "ZSTD_LAYERS": " ".join(map(str, layers_of(self.zstd_layout))),
                "TARS": " ".join(map(str, sorted(self.unpacked.iterdir())))}

    def sizes(self):
        """Bytes of gzip layers and of the tar archives in them."""
        return (sum(layer.stat().st_size for layer in layers_of(self.layout)),
                sum(tar.stat().st_size for tar in self.unpacked.iterdir()))


def layers_of(layout):
    """The blobs of an OCI layout's only image, oldest first."""
    def document(descriptor):
        return json.loads(blob(descriptor).read_text())

    def blob(descriptor):
        return pathlib.Path(layout) / "blobs" / descriptor["digest"].replace(":", "/")

    index = json.loads((pathlib.Path(layout) / "index.json").read_text())
    return [blob(layer) for layer in document(index["manifests"][0])["layers"]]


def debian(folder):
    """Python, Perl, compilers, git, nginx, systemd, kernel headers; the last layer deletes."""
    folder.mkdir(parents=True, exist_ok=True)
    return Input(folder, debian_layout(folder))


def small(folder):
    """Alpine, where $OCI2BOOT_CORPUS has it, or busybox alone."""
    alpine = pathlib.Path(os.environ.get("OCI2BOOT_CORPUS", "")) / "images/alpine-oci-archive.tar"
    if alpine.exists():
        return _input(folder / "alpine", lambda path: _skopeo(
            f"oci-archive:{alpine}", f"oci:{path}:latest"))
    return _input(folder / "busybox", lambda path: images.busybox_layout(path, cmd="/bin/sh"))


def _input(folder, make):
    folder.mkdir(parents=True, exist_ok=True)
    return Input(folder, made(folder / "layout", make))
