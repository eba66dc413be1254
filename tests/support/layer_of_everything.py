# SPDX-License-Identifier: Apache-2.0
"""A layer with all that a file of Linux can be and have."""

import struct

from tests.support.layer_tar import LayerTar

MIB = 1 << 20
# File capability: version 2, effective, CAP_NET_BIND_SERVICE.
CAPABILITY = struct.pack("<5I", 0x02000001, 1 << 10, 0, 0, 0)
DEEP = b"/".join([b"d" * 120, b"e" * 120, b"f" * 120])


def layer_of_everything():
    """All that a layer can have and a Linux file system too, as the bytes of an archive."""
    layer = LayerTar()
    layer.directory(b".", mode=0o751, uid=12, gid=34, mtime=7)
    layer.directory(b"d", mode=0o1777, mtime=8)
    layer.file(b"d/setuid", b"x", mode=0o6755, uid=1, gid=2)
    layer.file(b"d/capable", b"x", mode=0o755, xattrs={
        b"security.capability": CAPABILITY, b"user.bytes": b"\x00\xff=\n\x00", b"user.none": b""})
    layer.hard_link(b"capable-too", b"d/capable")
    layer.file(b"big-ids", uid=3_000_000, gid=4_294_967_294)
    layer.file(b"before-1970", mtime="-1.5")
    layer.file(b"half-before-1970", mtime="-0.5")
    layer.file(b"nanoseconds", mtime="1700000000.123456789")
    layer.file(b"year-2300", mtime=10_413_792_000)
    layer.symlink(b"symlink", b"d/setuid", uid=5)
    layer.hard_link(b"symlink-too", b"symlink")
    layer.symlink(b"far", b"t" * 300)
    layer.char_device(b"null", 1, 3, mode=0o666)
    layer.hard_link(b"null-too", b"null")
    layer.block_device(b"disk", 259, 1_000_000, mode=0o660, gid=6)
    layer.fifo(b"pipe", mode=0o600)
    layer.hard_link(b"pipe-too", b"pipe")
    for name in (b"\xff\xfe", b"caf\xe9", b"\xe2\x82\xac", b"new\nline", b" ", b"-rf",
                 b"back\\slash", b"GNUSparseFile.0", b"PaxHeaders.0", b"n" * 100,
                 b"n" * 101, b"\xfd" * 255):
        layer.file(name, name)
    layer.directory(b"d" * 120).directory(b"d" * 120 + b"/" + b"e" * 120).directory(DEEP)
    layer.file(DEEP + b"/" + b"\xfa" * 200, b"deep")
    layer.hard_link(DEEP + b"/" + b"link" * 30, DEEP + b"/" + b"\xfa" * 200)
    layer.sparse(b"d/sparse", 40 * MIB, [(0, b"a" * 4096), (20 * MIB, b"b" * 8192)])
    layer.sparse(DEEP + b"/sparse\xff", 9 * MIB + 1, [(9 * MIB, b"e")])
    layer.sparse(b"hole", 3 * MIB, [])
    return layer.finish()
