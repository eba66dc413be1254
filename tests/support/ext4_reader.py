# SPDX-License-Identifier: Apache-2.0
"""Reads ext4 from a raw disk: block size 4096, 64-bit, extents, attributes in inodes, blocks and
inodes of their own (kernel, Documentation/filesystems/ext4; fs/ext4/xattr.h for attributes). It
believes the disk: whether a disk may be believed is e2fsck's to say.

    with Ext4("disk.img") as disk:
        tree = disk.tree()          # as tests/support/tree.py has trees
        disk.runs(disk.inode(disk.find(b"etc/passwd")))
"""

import dataclasses
import hashlib
import mmap
import stat
import struct

from tests.support.tree import MODE_TYPES, Node, with_links

BLOCK = 4096
ROOT_INODE = 2
INDEX_FLAG, EXTENTS_FLAG, EA_INODE_FLAG = 0x1000, 0x80000, 0x200000
_XATTR_PREFIXES = {1: b"user.", 2: b"system.posix_acl_access", 3: b"system.posix_acl_default",
                   4: b"trusted.", 6: b"security.", 7: b"system."}
_XATTR_MAGIC = 0xEA020000
_ZEROS = bytes(1 << 20)


@dataclasses.dataclass(frozen=True)
class Run:
    """Blocks of a file that lie one behind the other. Reads as zeros where it is not written."""

    logical: int
    physical: int
    count: int
    is_written: bool = True


@dataclasses.dataclass(frozen=True)
class Inode:
    number: int
    raw: bytes

    def _field(self, form, offset):
        return struct.unpack_from("<" + form, self.raw, offset)[0]

    @property
    def mode(self):
        return self._field("H", 0)

    @property
    def uid(self):
        return self._field("H", 2) | self._field("H", 0x78) << 16

    @property
    def gid(self):
        return self._field("H", 0x18) | self._field("H", 0x7A) << 16

    @property
    def size(self):
        return self._field("I", 4) | self._field("I", 0x6C) << 32

    @property
    def links(self):
        return self._field("H", 0x1A)

    @property
    def flags(self):
        return self._field("I", 0x20)

    @property
    def block_area(self):
        return self.raw[0x28:0x28 + 60]

    @property
    def attribute_block(self):
        return self._field("I", 0x68) | self._field("H", 0x76) << 32

    @property
    def extra_size(self):
        return self._field("H", 0x80)

    def time(self, offset, extra_offset):
        """Nanoseconds since 1970."""
        extra = self._field("I", extra_offset)
        return (self._field("i", offset) + ((extra & 3) << 32)) * 10**9 + (extra >> 2)

    @property
    def times(self):
        """Nanoseconds since 1970: of access, of change, of modification, of birth."""
        return (self.time(8, 0x8C), self.time(0xC, 0x84), self.time(0x10, 0x88),
                self.time(0x90, 0x94))

    @property
    def device(self):
        """(major, minor), from the old or the new form."""
        old, new = struct.unpack_from("<II", self.block_area)
        if old:
            return old >> 8 & 0xFF, old & 0xFF
        return new >> 8 & 0xFFF, new & 0xFF | new >> 12 & 0xFFF00


class Ext4:
    def __init__(self, path):
        with open(path, "rb") as file:
            self._disk = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self.superblock = superblock = self._disk[1024:2048]
        if superblock[56:58] != b"\x53\xef":
            raise ValueError(f"{path} has no ext4 superblock")
        sizes = struct.unpack_from("<I", superblock, 24)[0]
        if sizes != 2:
            raise ValueError(f"blocks of {1024 << sizes} bytes")
        self._inodes_per_group = struct.unpack_from("<I", superblock, 40)[0]
        self._inode_size, = struct.unpack_from("<H", superblock, 88)
        self._descriptor_size, = struct.unpack_from("<H", superblock, 254)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self._disk.close()

    def _block(self, number):
        return self._disk[number * BLOCK:(number + 1) * BLOCK]

    def inode(self, number):
        group, index = divmod(number - 1, self._inodes_per_group)
        descriptor = BLOCK + group * self._descriptor_size
        table = (struct.unpack_from("<I", self._disk, descriptor + 8)[0]
                 | struct.unpack_from("<I", self._disk, descriptor + 0x28)[0] << 32)
        start = table * BLOCK + index * self._inode_size
        return Inode(number, self._disk[start:start + self._inode_size])

    def runs(self, inode):
        """Where the blocks of a file are, in its order."""
        if not inode.flags & EXTENTS_FLAG:
            raise ValueError(f"inode {inode.number} has no extents")
        found = []
        self._add_runs(inode.block_area, found)
        return found

    def _add_runs(self, node, found):
        magic, entries, _, depth = struct.unpack_from("<4H", node)
        if magic != 0xF30A:
            raise ValueError(f"not a node of an extent tree: {node[:12]!r}")
        for at in range(12, 12 + 12 * entries, 12):
            if depth:
                _, low, high = struct.unpack_from("<IIH", node, at)
                self._add_runs(self._block(low | high << 32), found)
            else:
                logical, length, high, low = struct.unpack_from("<IHHI", node, at)
                count = length if length <= 0x8000 else length - 0x8000
                found.append(Run(logical, low | high << 32, count, count == length))

    def content(self, inode):
        """The bytes of a small file."""
        data = bytearray(inode.size)
        for run in self.runs(inode):
            piece = self._disk[run.physical * BLOCK:(run.physical + run.count) * BLOCK]
            start = run.logical * BLOCK
            if run.is_written:
                data[start:start + len(piece)] = piece
        return bytes(data[:inode.size])

    def names(self, inode):
        """(name, inode number, type) of each entry of a directory, as they lie. The nodes of a hash
        tree look like entries of nothing."""
        found = []
        for run in self.runs(inode):
            for block in range(run.physical, run.physical + run.count):
                data, at = self._block(block), 0
                while at < BLOCK:
                    number, length, name_length, kind = struct.unpack_from("<IHBB", data, at)
                    if number:
                        found.append((data[at + 8:at + 8 + name_length], number, kind))
                    if length < 8:
                        raise ValueError(f"an entry of {length} bytes in block {block}")
                    at += length
        return found

    def find(self, path):
        """The number of the inode with that name."""
        number = ROOT_INODE
        for part in filter(None, path.split(b"/")):
            entries = self.names(self.inode(number))
            number = next(inode for name, inode, _ in entries if name == part)
        return number

    def target(self, inode):
        if inode.flags & EXTENTS_FLAG:
            return self.content(inode)
        return inode.block_area[:inode.size]

    def xattrs(self, inode):
        """All of an inode's attributes, as getxattr(2) has them."""
        found = {}
        body = 128 + inode.extra_size
        if body + 4 <= len(inode.raw) and inode.raw[body:body + 4] == struct.pack("<I",
                                                                                  _XATTR_MAGIC):
            self._add_xattrs(inode.raw[body + 4:], 0, found)
        if inode.attribute_block:
            block = self._block(inode.attribute_block)
            if block[:4] != struct.pack("<I", _XATTR_MAGIC):
                raise ValueError(f"inode {inode.number} has no block of attributes")
            self._add_xattrs(block, 32, found)
        return found

    def _add_xattrs(self, area, at, found):
        while at + 4 <= len(area) and area[at:at + 4] != bytes(4):
            length, index, offset, own_inode, size = struct.unpack_from("<BBHII", area, at)
            name = _XATTR_PREFIXES[index] + area[at + 16:at + 16 + length]
            value = (self.content(self.inode(own_inode)) if own_inode
                     else area[offset:offset + size])
            if name in found:
                raise ValueError(f"the attribute {name!r} is there twice")
            found[name] = _access_list(value) if index in (2, 3) else value
            at += (16 + length + 3) & ~3

    def tree(self):
        """All names that the root leads to."""
        tree, numbers, nodes = {}, {}, {}
        pending = [(b"", ROOT_INODE)]
        while pending:
            path, number = pending.pop()
            if path in tree:
                raise ValueError(f"{path!r} is there twice")
            if number not in nodes:
                nodes[number] = self._node(self.inode(number))
            tree[path], numbers[path] = nodes[number], number
            if nodes[number].type == "directory":
                pending += [(path + b"/" + name if path else name, child)
                            for name, child, _ in self.names(self.inode(number))
                            if name not in (b".", b"..")]
        return with_links(tree, numbers)

    def _node(self, inode):
        kind = MODE_TYPES[stat.S_IFMT(inode.mode)]
        node = Node(kind, stat.S_IMODE(inode.mode), inode.uid, inode.gid, inode.times[2],
                    xattrs=self.xattrs(inode))
        if kind == "file":
            runs = self.runs(inode)
            return dataclasses.replace(node, size=inode.size, content=self._hash(inode, runs),
                                       holes=_holes(inode, runs))
        if kind == "symlink":
            return dataclasses.replace(node, target=self.target(inode))
        if kind in ("char", "block"):
            return dataclasses.replace(node, device=inode.device)
        return node

    def _hash(self, inode, runs):
        digest, end = hashlib.sha256(), 0
        for run in runs:
            if not run.is_written:
                continue
            start = run.logical * BLOCK
            _hash_zeros(digest, start - end)
            at, end = run.physical * BLOCK, min(start + run.count * BLOCK, inode.size)
            for piece in range(at, at + end - start, len(_ZEROS)):
                digest.update(self._disk[piece:min(piece + len(_ZEROS), at + end - start)])
        _hash_zeros(digest, inode.size - end)
        return digest.hexdigest()


def _hash_zeros(digest, count):
    while count > 0:
        digest.update(_ZEROS[:count])
        count -= len(_ZEROS)


def _holes(inode, runs):
    """(offset, length) of what no written run has, up to the file's size."""
    holes, end = [], 0
    for run in [run for run in runs if run.is_written] + [Run(-(-inode.size // BLOCK), 0, 0)]:
        start = min(run.logical * BLOCK, inode.size)
        if start > end:
            holes.append((end, start - end))
        end = start + run.count * BLOCK
    return tuple(holes)


def _access_list(value):
    """From ext4's form (fs/ext4/acl.h) to that of the attribute (linux/posix_acl_xattr.h), in which
    each entry has an ID."""
    version, = struct.unpack_from("<I", value)
    if version != 1:
        raise ValueError(f"an access control list of version {version}")
    result, at = struct.pack("<I", 2), 4
    while at < len(value):
        tag, rights = struct.unpack_from("<HH", value, at)
        at += 4
        who = 0xFFFFFFFF
        if tag in (0x02, 0x08):
            who, = struct.unpack_from("<I", value, at)
            at += 4
        result += struct.pack("<HHI", tag, rights, who)
    return result
