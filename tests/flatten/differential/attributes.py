# SPDX-License-Identifier: Apache-2.0
"""Random names, owners, modes, times, attributes and contents, odd ones among them: those that
umoci and any Linux file system can hold (known_differences.py has the others)."""

import math
import struct

PLAIN_NAMES = (
    b"a", b"b", b"bin", b"data", b"etc", b"f", b"lib", b"run", b"usr", b"var", b"x", b"y")
ODD_NAMES = (
    b"new\nline", b"\xff\xfe", b"caf\xe9", "f\u00efl\u00e9".encode(), b"-rf", b" before", b"after ",
    b"back\\slash", b"n" * 255, b"m" * 120, b"...", b"..a", b".hidden", b"a:b", b"*", b"tab\t",
    b"\x01\x7f", b"$(x)`y`", b"'\"", b".wh", b"wh.a", b"TRAILER!!!", b"PaxHeaders.0", b"@LongLink",
    b"%2e%2e", b"\xe2\x80\xae")

OWNERS = (0, 0, 0, 1, 1000, 65534, 2**21 - 1, 2**21, 2**31, 2**32 - 2)
CONTENT_SIZES = (0, 0, 1, 5, 511, 512, 513, 2000)
CAPABILITY = bytes.fromhex("0100000200040000000000000000000000000000")  # cap_net_bind_service=ep


def names(chance):
    """The names that one image uses: few, so that they meet."""
    return chance.sample(PLAIN_NAMES, 7) + chance.sample(ODD_NAMES, 3)


def spelling(chance, path):
    """The same path, as archives spell it."""
    if chance.random() < 0.5:
        return path
    change = chance.randrange(6)
    if change == 0:
        return b"./" + path
    if change == 1:
        return b"/" + path
    if change == 2:
        return b"../../" + path  # clamped
    if change == 3:
        return path.replace(b"/", b"//")
    if change == 4:
        return path.replace(b"/", b"/./", 1)
    return chance.choice((b"gone/../", b"x/y/../../")) + path


def content(chance):
    return chance.randbytes(chance.choice(CONTENT_SIZES))


def pieces(chance):
    """Of a sparse file: its size, and [(offset, bytes)]."""
    offset, found = 0, []
    for _ in range(chance.choice((0, 1, 2, 3, 6, 30))):
        offset += chance.choice((0, 512, 4096, 5000))
        found.append((offset, chance.randbytes(chance.choice((1, 512, 700)))))
        offset += len(found[-1][1])
    return offset + chance.choice((0, 0, 1, 30000)), found


def mtime(chance):
    """Within what ext4 holds, and not within the years in which tests run."""
    whole = chance.choice((0, 1, 86400, 1234567890, 1577836800, 2**32 + 5, 2**33, -1, -12345678))
    if chance.random() < 0.7:
        return whole
    return f"{whole}.{chance.choice((1, 25, 999999999, 123456789)):0{chance.choice((1, 9))}}"


def whole(time):
    """The seconds of a time, as formats without fractions have them."""
    return math.floor(float(time))


def xattrs(chance, method):
    """Linux takes user.* on files and directories only."""
    found = {}
    for _ in range(chance.choice((1, 1, 2, 4))):
        value = chance.choice((b"v", b"\0", b"a\nb=c\n", b"\xff\xfe\0\1", chance.randbytes(60)))
        name = chance.choice((b"a", b"b", b"with space", b"\xc3\xa9", b"x\xff"))
        if method in ("file", "sparse", "directory") and chance.random() < 0.7:
            found[b"user." + name] = value
        else:
            found[b"trusted." + name] = value
    if method == "file" and chance.random() < 0.2:
        found[b"security.capability"] = CAPABILITY
    return found


def access_list(mode):
    """An ACL (linux/posix_acl_xattr.h) with an entry for a user, that says the same as the mode."""
    entries = ((0x01, mode >> 6 & 7, -1), (0x02, 5, 1000), (0x04, mode >> 3 & 7, -1),
               (0x10, mode >> 3 & 7, -1), (0x20, mode & 7, -1))
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHi", *entry) for entry in entries)


def prefix(chance, path, found):
    """Where a path is cut in two for ustar; 0: nowhere."""
    cuts = [at for at in range(max(1, len(path) - 101), min(len(path) - 1, 155))
            if path[at:at + 1] == b"/"]
    if found.get("format", "pax") != "pax" or path.startswith(b"/") or chance.random() < 0.8:
        return 0
    return chance.choice(cuts) if cuts else 0


def mode(chance, method, for_anybody):
    if method == "directory":
        usual = chance.choice((0o755, 0o755, 0o700, 0o1777, 0o2775, chance.randrange(0o10000)))
        return usual | 0o700 if for_anybody else usual
    return chance.choice((0o644, 0o755, 0o600, 0o4755, 0o2755, 0, chance.randrange(0o10000)))


def attributes(chance, method, path, target, for_anybody):
    """Keyword arguments for a method of LayerTar. A hard link's count for nothing."""
    found = {"mode": mode(chance, method, for_anybody), "uid": chance.choice(OWNERS),
             "gid": chance.choice(OWNERS), "mtime": mtime(chance)}
    if method == "symlink":
        found["mode"] = 0o777
    if chance.random() < (0.35 if method == "directory" else 0.15):
        found["xattrs"] = xattrs(chance, method)
        if method == "file" and chance.random() < 0.2:
            found["xattrs"][b"system.posix_acl_access"] = access_list(found["mode"])
    if method in ("char_device", "block_device", "sparse"):
        return found
    form = chance.random()
    if form < 0.2:
        found["format"] = "gnu"
        found["mtime"] = whole(found["mtime"])
    elif form < 0.3 and "xattrs" not in found and max(len(path), len(target)) <= 100:
        found.update(format="v7", uid=found["uid"] % 2**21, gid=found["gid"] % 2**21,
                     mtime=abs(int(float(found["mtime"]))))
    return found
