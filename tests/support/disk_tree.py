# SPDX-License-Identifier: Apache-2.0
"""The tree on a disk next to the tree that was to be written there."""

import dataclasses
import struct

from tests.support.ext4_reader import BLOCK
from tests.support.tree import Node, differences

LOST_AND_FOUND = b"lost+found"
_ACCESS_LIST = b"system.posix_acl_access"
_USER, _GROUP, _MASK, _OTHER = 0x01, 0x04, 0x10, 0x20  # tags of its entries


def disk_differences(expected, got):
    """A line for each difference between what ext4 can keep of the tree `expected` and the tree on
    a disk, which also has lost+found."""
    expected = kept_by_ext4(expected)
    if LOST_AND_FOUND not in expected:
        expected[LOST_AND_FOUND] = Node("directory", 0o700, 0, 0, xattrs={},
                                        links=frozenset([LOST_AND_FOUND]))
    return differences(expected, got)


def kept_by_ext4(tree):
    """What ext4, and Linux for it, can keep of a tree. Times that it cannot have are not compared:
    how they are clamped has a test of its own."""
    kept = {}
    for path, node in tree.items():
        changes = {"mtime": node.mtime if is_time(node.mtime) else None}
        if node.xattrs is not None:
            changes["xattrs"] = _kept_xattrs(node)
        if node.holes is not None:
            changes["holes"] = _whole_blocks(node.holes, node.size)
        kept[path] = dataclasses.replace(node, **changes)
    return kept


def fits_ext4(tree):
    """Whether ext4 and Linux have room for all of a tree. What does not fit is refused."""
    return all(len(path.rpartition(b"/")[2]) <= 255
               and (node.target is None or 0 < len(node.target) <= 4095)
               and (node.device is None or node.device[0] < 2**12 and node.device[1] < 2**20)
               and (node.links is None or len(node.links) <= 65_000)
               for path, node in tree.items())


def is_time(nanoseconds):
    """Whether an inode can have it: 34 bits of seconds."""
    return nanoseconds is None or -2**31 <= nanoseconds // 10**9 < 2**34 - 2**31


def _kept_xattrs(node):
    kept = {name: value for name, value in node.xattrs.items() if _is_xattr(name, node.type)}
    if _ACCESS_LIST in kept:
        kept[_ACCESS_LIST] = _with_mode(kept[_ACCESS_LIST], node.mode)
        if len(kept[_ACCESS_LIST]) <= 4 + 3 * 8:  # it says no more than the mode
            del kept[_ACCESS_LIST]
    return kept


def _with_mode(access_list, mode):
    """As chmod(2) changes a list (posix_acl_chmod of the kernel's fs/posix_acl.c; its form is in
    linux/posix_acl_xattr.h)."""
    entries = list(struct.iter_unpack("<HHI", access_list[4:]))
    group = _MASK if any(tag == _MASK for tag, _, _ in entries) else _GROUP
    rights = {_USER: mode >> 6 & 7, group: mode >> 3 & 7, _OTHER: mode & 7}
    return access_list[:4] + b"".join(struct.pack("<HHI", tag, rights.get(tag, old), who)
                                      for tag, old, who in entries)


def _is_xattr(name, kind):
    if name == b"system.posix_acl_default":
        return kind == "directory"
    if name == _ACCESS_LIST:
        return kind != "symlink"
    prefix, _, rest = name.partition(b".")
    if not rest or len(rest) > 255:
        return False
    if prefix == b"user":
        return kind in ("file", "directory")
    return prefix in (b"trusted", b"security")


def _whole_blocks(holes, size):
    found = []
    for start, length in holes:
        end = start + length
        start = -(-start // BLOCK) * BLOCK
        if end != size:
            end -= end % BLOCK
        if end > start:
            found.append((start, end - start))
    return tuple(found)
