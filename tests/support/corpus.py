# SPDX-License-Identifier: Apache-2.0
"""The collected images, as they were collected."""

import gzip
import json
import lzma
import shutil
import tarfile

from tests.support.program import IMAGES

# Some images are for one of these alone.
PLATFORMS = ("linux/amd64", "linux/arm64")

# Their blobs are symbolic links.
_LINK_FARMS = ("tianon-true", "busybox-musl")


def _restore_links(layout):
    """A copy that lost its links has their targets as text, as a checkout on a file system without
    links does."""
    for blob in layout.glob("*/blobs/sha256/*"):
        if not blob.is_symlink() and blob.read_bytes().startswith(b"../"):
            target = blob.read_text()
            blob.parent.chmod(0o755)
            blob.unlink()
            blob.symlink_to(target)


def images_in(folder):
    """Makes `folder` with all of IMAGES in it, and returns it."""
    folder.mkdir()
    for entry in IMAGES.iterdir():
        if entry.name in _LINK_FARMS:
            shutil.copytree(entry, folder / entry.name, symlinks=True)
            _restore_links(folder / entry.name)
        else:
            (folder / entry.name).symlink_to(entry)
    return folder


def layouts(images):
    """Each image of each layout in a folder, as skopeo and oci2boot call it."""
    found = [path.parent for entry in images.iterdir() for path in entry.rglob("oci-layout")]
    for layout in sorted(found):
        for descriptor in json.loads((layout / "index.json").read_text())["manifests"]:
            tag = descriptor.get("annotations", {}).get("org.opencontainers.image.ref.name")
            yield f"oci:{layout}" + (f":{tag}" if tag else "")


def archives():
    """Each archive that may hold one image: its path, and the transport that it is for."""
    for archive in sorted(IMAGES.rglob("*.tar*")):
        with tarfile.open(archive) as tar:
            names = tar.getnames()
        if "manifest.json" in names:
            yield archive, "docker-archive"
        elif "index.json" in names:
            yield archive, "oci-archive"


def unpacked_archive(archive, target):
    """The same archive without compression, at `target`, as skopeo wants it."""
    opened = {".gz": gzip.open, ".xz": lzma.open}.get(archive.suffix, open)
    with opened(archive, "rb") as source, open(target, "wb") as file:
        shutil.copyfileobj(source, file)
    return target
