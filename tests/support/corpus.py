# SPDX-License-Identifier: Apache-2.0
"""The collected images, as they were collected."""

import shutil

from tests.support.program import IMAGES

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
