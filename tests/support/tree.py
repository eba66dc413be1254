# SPDX-License-Identifier: Apache-2.0
"""What a tree of files holds, whoever wrote it: a tar archive, a newc cpio archive, a folder.

A tree is a dict from path to Node. Paths are bytes without a leading or trailing slash, as they
are: "bin/sh"; the root is b"". The readers know nothing of oci2boot. They raise ValueError for what
no clean archive has: a name twice, a hard link to nothing.
"""

import contextlib
import dataclasses
import decimal
import errno
import hashlib
import os
import stat
import tarfile

XATTR_RECORD = "SCHILY.xattr."

MODE_TYPES = {stat.S_IFREG: "file", stat.S_IFDIR: "directory", stat.S_IFLNK: "symlink",
               stat.S_IFCHR: "char", stat.S_IFBLK: "block", stat.S_IFIFO: "fifo",
               stat.S_IFSOCK: "socket"}
_TAR_TYPES = {tarfile.REGTYPE: "file", tarfile.AREGTYPE: "file", tarfile.GNUTYPE_SPARSE: "file",
              tarfile.DIRTYPE: "directory", tarfile.SYMTYPE: "symlink", tarfile.CHRTYPE: "char",
              tarfile.BLKTYPE: "block", tarfile.FIFOTYPE: "fifo"}


@dataclasses.dataclass(frozen=True)
class Node:
    """One name. None: not known, or what this type does not have; it is not compared."""

    type: str | None = None  # file, directory, symlink, char, block, fifo, socket
    mode: int | None = None  # twelve bits
    uid: int | None = None
    gid: int | None = None
    mtime: int | None = None  # nanoseconds since 1970
    links: frozenset[bytes] | None = None  # all names of this inode, this one too
    xattrs: dict[bytes, bytes] | None = None
    size: int | None = None  # of a file
    content: str | None = None  # of a file: the SHA-256 in hex, holes as zeros
    holes: tuple[tuple[int, int], ...] | None = None  # of a file: (offset, length), ascending
    device: tuple[int, int] | None = None  # of char and block: (major, minor)
    target: bytes | None = None  # of a symlink


def read_tar(path):
    """The tree in an uncompressed tar archive. Device numbers above ustar's are taken from the
    records that star and libarchive write."""
    tree, names = {}, {}
    with tarfile.open(path, "r:", encoding="utf-8", errors="surrogateescape") as archive:
        for info in archive:
            name = _plain(_bytes(info.name))
            if info.islnk():
                first = names.get(_plain(_bytes(info.linkname)))
                if first is None:
                    raise ValueError(f"{shown(name)} is a hard link to nothing before it")
                names[name] = first
                _add(tree, name, tree[first])
            else:
                names[name] = name
                _add(tree, name, _tar_node(archive, info))
    return with_links(tree, names)


def _tar_node(archive, info):
    if info.type not in _TAR_TYPES:
        raise ValueError(f"{info.name!r} is of the type {info.type!r}")
    kind, records = _TAR_TYPES[info.type], info.pax_headers
    xattrs = {_bytes(record.removeprefix(XATTR_RECORD)): _bytes(value)
              for record, value in records.items() if record.startswith(XATTR_RECORD)}
    node = Node(kind, info.mode & 0o7777, info.uid, info.gid, _tar_mtime(info), xattrs=xattrs)
    if kind == "file":
        with archive.extractfile(info) as data:
            content = _hash(data)
        # The sizes in the header and in records of sparse files are tarfile's to put together.
        holes = _holes(info.sparse, info.size) if info.sparse is not None else ()
        return dataclasses.replace(node, size=info.size, content=content, holes=holes)
    if kind == "symlink":
        return dataclasses.replace(node, target=_bytes(info.linkname))
    if kind in ("char", "block"):
        numbers = (int(records.get("SCHILY.devmajor", info.devmajor)),
                   int(records.get("SCHILY.devminor", info.devminor)))
        return dataclasses.replace(node, device=numbers)
    return node


def _tar_mtime(info):
    # tarfile makes a float of a pax record, which holds no nanoseconds.
    seconds = decimal.Decimal(info.pax_headers.get("mtime", info.mtime))
    return int(seconds.scaleb(9).to_integral_value(decimal.ROUND_FLOOR))


def _holes(data, size):
    """What a sparse map leaves out."""
    holes, end = [], 0
    for offset, length in sorted(data) + [(size, 0)]:
        if offset > end:
            holes.append((end, offset - end))
        end = max(end, offset + length)
    return tuple(holes)


def read_cpio(path):
    """The tree in an uncompressed newc archive (kernel, driver-api/early-userspace/
    buffer-format.rst), which has whole seconds and no extended attributes."""
    tree, names, firsts, contents = {}, {}, {}, {}
    with open(path, "rb") as archive:
        while True:
            name, kind, fields, body = _cpio_entry(archive)
            if name == b"TRAILER!!!":
                break
            name = _plain(name)
            # Only names that say they have others share an inode.
            inode = fields["ino"] if fields["nlink"] > 1 and kind != "directory" else None
            names[name] = firsts.setdefault(inode, name) if inode is not None else name
            if kind == "file" and (body or names[name] not in contents):
                if contents.get(names[name]):
                    raise ValueError(f"{shown(name)} has content at two of its names")
                contents[names[name]] = body
            _add(tree, name, _cpio_node(kind, fields, body))
    for name, first in names.items():
        if first in contents:
            content = contents[first]
            tree[name] = dataclasses.replace(tree[name], size=len(content),
                                             content=hashlib.sha256(content).hexdigest())
    return with_links(tree, names)


def _cpio_entry(archive):
    header = archive.read(110)
    if len(header) < 110 or header[:6] != b"070701":
        raise ValueError(f"not a newc header at {archive.tell() - len(header)}: {header[:6]!r}")
    words = ("ino", "mode", "uid", "gid", "nlink", "mtime", "filesize", "devmajor", "devminor",
             "rdevmajor", "rdevminor", "namesize", "check")
    fields = {word: int(header[6 + 8 * i:14 + 8 * i], 16) for i, word in enumerate(words)}
    name = archive.read(fields["namesize"])[:-1]
    archive.read(-(110 + fields["namesize"]) % 4)
    body = archive.read(fields["filesize"])
    archive.read(-fields["filesize"] % 4)
    return name, MODE_TYPES.get(stat.S_IFMT(fields["mode"])), fields, body


def _cpio_node(kind, fields, body):
    numbers = (fields["rdevmajor"], fields["rdevminor"])
    return Node(kind, stat.S_IMODE(fields["mode"]), fields["uid"], fields["gid"],
                fields["mtime"] * 10**9, device=numbers if kind in ("char", "block") else None,
                target=body if kind == "symlink" else None)


def read_folder(path):
    """The tree in a folder of this machine. What this user may not read of a file is not known."""
    tree, names, firsts = {}, {}, {}
    top, pending = os.fsencode(path), [b""]
    while pending:
        name = pending.pop()
        full = os.path.join(top, name) if name else top
        status = os.lstat(full)
        inode = (status.st_dev, status.st_ino)
        names[name] = firsts.setdefault(inode, name)
        _add(tree, name, _folder_node(full, status))
        if stat.S_ISDIR(status.st_mode):
            pending += [name + b"/" + child if name else child for child in os.listdir(full)]
    return with_links(tree, names)


def _folder_node(path, status):
    kind = MODE_TYPES[stat.S_IFMT(status.st_mode)]
    node = Node(kind, stat.S_IMODE(status.st_mode), status.st_uid, status.st_gid,
                status.st_mtime_ns, size=status.st_size if kind == "file" else None)
    with contextlib.suppress(PermissionError):
        xattrs = {os.fsencode(name): os.getxattr(path, name, follow_symlinks=False)
                  for name in os.listxattr(path, follow_symlinks=False)}
        node = dataclasses.replace(node, xattrs=xattrs)
        if kind == "file":
            with open(path, "rb") as data:
                return dataclasses.replace(node, content=_hash(data),
                                           holes=_folder_holes(data.fileno(), status.st_size))
    if kind == "symlink":
        return dataclasses.replace(node, target=os.readlink(path))
    if kind in ("char", "block"):
        return dataclasses.replace(node, device=(os.major(status.st_rdev),
                                                 os.minor(status.st_rdev)))
    return node


def _folder_holes(file, size):
    data, end = [], 0
    while end < size:
        try:
            start = os.lseek(file, end, os.SEEK_DATA)
        except OSError as error:
            if error.errno != errno.ENXIO:
                raise
            break  # nothing but a hole up to the end
        end = os.lseek(file, start, os.SEEK_HOLE)
        data.append((start, end - start))
    return _holes(data, size)


def _bytes(text):
    return text.encode("utf-8", "surrogateescape")


def _plain(name):
    """"./a/" and "/a" are "a"."""
    while name.startswith((b"./", b"/")):
        name = name[name.index(b"/") + 1:]
    name = name.rstrip(b"/")
    return b"" if name == b"." else name


def _hash(data):
    digest = hashlib.sha256()
    while piece := data.read(1 << 20):
        digest.update(piece)
    return digest.hexdigest()


def _add(tree, name, node):
    if name in tree:
        raise ValueError(f"{shown(name)} is there twice")
    tree[name] = node


def with_links(tree, first_names):
    """The tree with the names of each inode; `first_names` has something for each name that all
    names of an inode, and no others, share."""
    groups = {}
    for name, first in first_names.items():
        groups.setdefault(first, set()).add(name)
    groups = {first: frozenset(names) for first, names in groups.items()}
    return {name: dataclasses.replace(node, links=groups[first_names[name]])
            for name, node in tree.items()}


def shown(value):
    """For messages: bytes as the text they are for the most part, the rest of them escaped."""
    if isinstance(value, bytes):
        return repr(value)[1:]
    if isinstance(value, frozenset):
        return "{" + ", ".join(map(shown, sorted(value))) + "}"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{shown(k)}: {shown(v)}" for k, v in sorted(value.items())) + "}"
    return str(value)


def _shown_field(field, value):
    if field == "mode":
        return f"{value:04o}"
    if field == "mtime":
        return f"{decimal.Decimal(value).scaleb(-9):f}"
    return shown(value)


def differences(expected, got):
    """A line for each name that only one tree has, and for each property that differs. What one of
    the two nodes does not say (None) does not differ."""
    lines, same_links = [], {}
    for path in sorted(expected.keys() | got.keys()):
        name = shown(path) if path else "the root"
        if path not in got:
            lines.append(f"{name} is missing: {expected[path].type}")
            continue
        if path not in expected:
            lines.append(f"{name} should not be there: {got[path].type}")
            continue
        for field in dataclasses.fields(Node):
            want = getattr(expected[path], field.name)
            have = getattr(got[path], field.name)
            if want is None or have is None:
                continue
            pair = id(want), id(have)
            if field.name == "links" and pair not in same_links:
                same_links[pair] = want == have  # once: all names of an inode share one large set
            if not (same_links[pair] if field.name == "links" else want == have):
                lines.append(f"{name} has {field.name} {_shown_field(field.name, have)}, "
                             f"expected {_shown_field(field.name, want)}")
    return lines
