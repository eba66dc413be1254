# SPDX-License-Identifier: Apache-2.0
"""Writes newc archives entry by entry, so that tests can make what cpio(1) would not: any number in
any field, names and bodies of any bytes."""

import stat


def entry(name, body=b"", mode=stat.S_IFREG | 0o644, *, magic=b"070701", name_size=None, size=None,
          **fields):
    """One entry; `fields`: ino, uid, gid, nlink, mtime, devmajor, devminor, rdevmajor, rdevminor,
    check."""
    numbers = {"ino": 0, "mode": mode, "uid": 0, "gid": 0, "nlink": 1, "mtime": 0,
               "filesize": len(body) if size is None else size, "devmajor": 0, "devminor": 0,
               "rdevmajor": 0, "rdevminor": 0,
               "namesize": len(name) + 1 if name_size is None else name_size, "check": 0}
    numbers.update(fields)
    head = magic + b"".join(b"%08x" % number for number in numbers.values()) + name + b"\0"
    return head + bytes(-len(head) % 4) + body + bytes(-len(body) % 4)


def directory(name, mode=0o755, **fields):
    return entry(name, b"", stat.S_IFDIR | mode, **fields)


def symlink(name, target, **fields):
    return entry(name, target, stat.S_IFLNK | 0o777, **fields)


def trailer():
    return entry(b"TRAILER!!!")
