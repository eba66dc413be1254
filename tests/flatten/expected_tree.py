# SPDX-License-Identifier: Apache-2.0
"""The tree that a case expects, from its entries."""

import dataclasses
import decimal
import hashlib

from tests.flatten.entry_values import DEFAULT_MODES, DEFAULT_MTIME, device, owner, pieces
from tests.support.tree import Node

_TYPES = {"dir": "directory", "sparse": "file"}
_ZEROS = bytes(1 << 20)


def expected_tree(entries):
    """Node by path, as tests/support/tree.py reads them."""
    tree, firsts = {}, {}
    for entry in entries:
        path = entry.path.strip(b"/") if entry.path != b"." else b""
        if path in tree:
            raise entry.line.wrong("this name is there twice")
        if entry.kind == "link":
            if entry.target not in tree:
                raise entry.line.wrong("a link follows the name that it shares an inode with")
            firsts[path] = firsts[entry.target]
            tree[path] = tree[entry.target]
        else:
            firsts[path] = path
            tree[path] = _node(entry)
    groups = {}
    for path, first in firsts.items():
        groups.setdefault(first, set()).add(path)
    return {path: dataclasses.replace(node, links=frozenset(groups[firsts[path]]))
            for path, node in tree.items()}


def _node(entry):
    if entry.kind == "implied":
        return Node("directory", 0o755, 0, 0, 0, xattrs={})
    uid, gid = owner(entry)
    seconds = decimal.Decimal(entry.text("mtime", DEFAULT_MTIME))
    node = Node(_TYPES.get(entry.kind, entry.kind),
                int(entry.text("mode", DEFAULT_MODES[entry.kind]), 8), uid, gid,
                int(seconds.scaleb(9)), xattrs=_xattrs(entry))
    if entry.kind in ("char", "block"):
        return dataclasses.replace(node, device=device(entry))
    if entry.kind == "symlink":
        return dataclasses.replace(node, target=entry.target)
    if entry.kind == "file":
        content = entry.words[0] if entry.words else b""
        return dataclasses.replace(node, size=len(content),
                                   content=hashlib.sha256(content).hexdigest())
    if entry.kind == "sparse":
        size = int(entry.text("size"))
        return dataclasses.replace(node, size=size, content=_sparse_hash(size, pieces(entry)),
                                   holes=_holes(size, pieces(entry)))
    return node


def _xattrs(entry):
    return {key.removeprefix("xattr:").encode(): value for key, value in entry.attributes
            if key.startswith("xattr:")}


def _sparse_hash(size, data):
    digest, end = hashlib.sha256(), 0
    for offset, piece in [*data, (size, b"")]:
        missing = offset - end
        while missing > 0:
            zeros = min(missing, len(_ZEROS))
            digest.update(_ZEROS[:zeros])
            missing -= zeros
        digest.update(piece)
        end = offset + len(piece)
    return digest.hexdigest()


def _holes(size, data):
    holes, end = [], 0
    for offset, piece in [*data, (size, b"")]:
        if offset > end:
            holes.append((end, offset - end))
        end = offset + len(piece)
    return tuple(holes)
