# SPDX-License-Identifier: Apache-2.0
"""What the words of an entry mean, and what holds where it does not say: the same in a layer and in
an expected tree, so that both need to tell only what is special."""

DEFAULT_MTIME = "1000000000"  # 2001-09-09
DEFAULT_MODES = {"dir": "755", "file": "644", "sparse": "644", "link": "644", "symlink": "777",
                 "char": "600", "block": "600", "fifo": "600"}


def owner(entry):
    """(uid, gid)"""
    uid, gid = entry.text("owner", "0:0").split(":")
    return int(uid), int(gid)


def device(entry):
    """(major, minor)"""
    if not entry.words:
        raise entry.line.wrong("a device has MAJOR,MINOR")
    major, minor = entry.words[0].split(b",")
    return int(major), int(minor)


def pieces(entry):
    """[(offset, bytes)] of a sparse file."""
    return [(int(key.removeprefix("at:")), value) for key, value in entry.attributes
            if key.startswith("at:")]
