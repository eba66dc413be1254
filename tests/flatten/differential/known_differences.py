# SPDX-License-Identifier: Apache-2.0
"""Images of which umoci 0.4.7 makes something else than docs/flattening.md asks for, and why. The
functions named are umoci's, in oci/layer/tar_extract.go where no file is named; archive/tar is
Go's.

What a tool must give is a Refusal, or Nodes by path (None: nothing has that name); what a Node does
not say may be anything.
"""

import dataclasses
import gzip
import lzma

from tests.support.image_forms import LAYER, Layer
from tests.support.layer_tar import LayerTar
from tests.support.tree import Node


@dataclasses.dataclass(frozen=True)
class Refusal:
    """The image is refused, in words that this regular expression finds."""

    words: str


@dataclasses.dataclass(frozen=True)
class Known:
    name: str
    rows: str
    why: str
    layers: tuple
    umoci: dict | Refusal
    table: dict | Refusal
    way: str = "root"  # in which umoci runs, see judge.py


# A directory that has the time at which umoci ran.
TIME_OF_THE_RUN = Node(type="directory")


def _mode(mode, uid=0, gid=0):
    return Node(type="directory", mode=mode, uid=uid, gid=gid)


def _layer(tar, pack, media_type=LAYER):
    return Layer(tar, pack(tar), media_type)


_DIRECTORY = LayerTar().directory(b"d", mode=0o700, uid=7).file(b"d/f", b"lower")
_DEEP = LayerTar().directory(b"d").directory(b"d/e", mode=0o700, uid=7).file(b"d/e/f", b"lower")
_FILE = LayerTar().file(b"f", b"content").finish()
_THE_FILE = {b"f": Node(type="file", size=7)}

_ATTRIBUTE_ON_LINK = (
    "Linux has no user.* attributes on symbolic links and FIFOs (xattr(7)); umoci as root stops at "
    "the kernel's answer (restoreMetadata), an archive holds them")

KNOWN = (
    # Whiteouts
    Known("a whiteout behind an entry below the directory", "W1, P3",
          "what a whiteout hides is hidden wherever it stands, so d is a missing parent of d/g; "
          "umoci leaves what lies above an entry of the layer as it is (ociWhiteout, upperPaths)",
          (_DIRECTORY, LayerTar().file(b"d/g", b"upper").file(b".wh.d")),
          {b"d": _mode(0o700, 7), b"d/f": None, b"d/g": Node(type="file")},
          {b"d": _mode(0o755), b"d/f": None, b"d/g": Node(type="file")}),
    Known("an opaque whiteout behind an entry below a directory", "W2, P3",
          "the same of d/e, which the opaque whiteout of d hides (ociWhiteout, upperPaths)",
          (_DEEP, LayerTar().file(b"d/e/g", b"upper").file(b"d/.wh..wh..opq")),
          {b"d/e": _mode(0o700, 7), b"d/e/f": None, b"d/e/g": Node(type="file")},
          {b"d/e": _mode(0o755), b"d/e/f": None, b"d/e/g": Node(type="file")}),
    Known("a whiteout of no name", "W3",
          "umoci joins the directory's path and nothing, which is the directory (ociWhiteout)",
          (_DIRECTORY, LayerTar().directory(b"d").file(b"d/.wh.")),
          {b"d": _mode(0o755), b"d/f": None}, Refusal("whiteout of no name")),
    Known("a whiteout of the name `.`", "W3",
          "the same: the directory's path and `.` is the directory (ociWhiteout)",
          (_DIRECTORY, LayerTar().directory(b"d").file(b"d/.wh..")),
          {b"d": _mode(0o755), b"d/f": None}, Refusal("whiteout of no name")),
    Known("AUFS's folder of hard-linked files", "W6",
          "umoci knows no AUFS names but whiteouts; what lies below such a folder is unpacked",
          (LayerTar().directory(b".wh..wh.plnk").file(b".wh..wh.plnk/7.1", b"x")
           .hard_link(b"f", b".wh..wh.plnk/7.1"),),
          {b".wh..wh.plnk/7.1": Node(links=frozenset({b".wh..wh.plnk/7.1", b"f"}))},
          {b".wh..wh.plnk": None, b".wh..wh.plnk/7.1": None,
           b"f": Node(type="file", size=1, links=frozenset({b"f"}))}),
    # Hard links
    Known("a hard link before its target", "H4",
          "umoci makes links at once; a FIXME in UnpackEntry says so",
          (LayerTar().hard_link(b"a", b"b").file(b"b", b"x"),), Refusal("link: no such file"),
          {b"a": Node(type="file", links=frozenset({b"a", b"b"}))}),
    Known("a hard link to itself", "H5",
          "umoci removes the old name, which is the target, and has nothing to link to "
          "(UnpackEntry)",
          (LayerTar().file(b"b", b"x"), LayerTar().hard_link(b"b", b"b")),
          Refusal("link: no such file"), {b"b": Node(type="file", size=1)}),
    Known("a hard link over the directory of its target", "H5",
          "the same: the target goes with the directory (UnpackEntry)",
          (LayerTar().file(b"d/b", b"x"), LayerTar().hard_link(b"d", b"d/b")),
          Refusal("link: no such file"), {b"d": Node(type="file", size=1), b"d/b": None}),
    # Paths
    Known("a missing parent in a directory that gives its group away", "P3",
          "the kernel lets new directories inherit the bit and the group; umoci makes missing "
          "parents by MkdirAll and leaves them so",
          (LayerTar().directory(b"d", mode=0o2755, gid=50).file(b"d/e/f"),),
          {b"d/e": _mode(0o2755, gid=50)}, {b"d/e": _mode(0o755)}),
    Known("the times of missing parents, and of the directory above them", "P3",
          "umoci gives a directory its time back only where it was there before the entry "
          "(UnpackEntry)",
          (LayerTar().directory(b"d", mtime=5), LayerTar().file(b"d/e/f/g", mtime=7)),
          {b"d": TIME_OF_THE_RUN, b"d/e": TIME_OF_THE_RUN, b"d/e/f": TIME_OF_THE_RUN},
          {b"d": Node(mtime=5 * 10**9), b"d/e": Node(mtime=0), b"d/e/f": Node(mtime=0)}),
    Known("an entry without a name", "P5", "umoci takes it for the root (CleanPath in utils.go)",
          (LayerTar().directory(b"", mode=0o700),), {b"": _mode(0o700)}, Refusal("no name")),
    # Attributes
    Known("the owner 2^32-1", "A1", "for lchown(2) that number means: leave it as it is",
          (LayerTar().file(b"f", uid=2**32 - 1, gid=2**32 - 1),),
          {b"f": Node(uid=0, gid=0)}, {b"f": Node(uid=2**32 - 1, gid=2**32 - 1)}),
    Known("an owner beyond 32 bits", "A1", "lchown(2) sees the low 32 bits (restoreMetadata)",
          (LayerTar().file(b"f", uid=2**32 + 5),),
          {b"f": Node(uid=5)}, Refusal("does not fit 32 bits")),
    Known("attributes as libarchive records them", "A2",
          "archive/tar, and so umoci, knows SCHILY.xattr alone",
          (LayerTar().file(b"f", records=[(b"LIBARCHIVE.xattr.user.a", b"YWJj")]),),
          {b"f": Node(xattrs={})}, {b"f": Node(xattrs={b"user.a": b"abc"})}),
    Known("an empty attribute", "A2",
          "archive/tar takes a record without a value as one that is not there (mergePAX)",
          (LayerTar().file(b"f", xattrs={b"user.a": b""}),),
          {b"f": Node(xattrs={})}, {b"f": Node(xattrs={b"user.a": b""})}),
    Known("an attribute of users on a symbolic link", "A2", _ATTRIBUTE_ON_LINK,
          (LayerTar().symlink(b"l", b"x", xattrs={b"user.a": b"v"}),),
          Refusal("operation not permitted"), {b"l": Node(xattrs={b"user.a": b"v"})}),
    Known("an attribute of users on a FIFO", "A2", _ATTRIBUTE_ON_LINK,
          (LayerTar().fifo(b"p", xattrs={b"user.a": b"v"}),),
          Refusal("operation not permitted"), {b"p": Node(xattrs={b"user.a": b"v"})}),
    Known("attributes that belong to a host", "A2",
          "umoci never restores security.selinux and system.nfs4_acl (ignoreXattrs in "
          "tar_generate.go)",
          (LayerTar().file(b"f", xattrs={b"security.selinux": b"s", b"system.nfs4_acl": b"n"}),),
          {b"f": Node(xattrs={})},
          {b"f": Node(xattrs={b"security.selinux": b"s", b"system.nfs4_acl": b"n"})}),
    Known("umoci's own record of owners, in a layer", "A2",
          "umoci --rootless replaces it by its own (unmapHeader in utils.go)",
          (LayerTar().file(b"f", xattrs={b"user.rootlesscontainers": b"x"}),),
          {b"f": Node(xattrs={})}, {b"f": Node(xattrs={b"user.rootlesscontainers": b"x"})},
          way="rootless"),
    Known("a time after the year 2262", "A4",
          "umoci goes through nanoseconds in 64 bits, which overflow (Lutimes in "
          "pkg/system/utime_unix.go)",
          (LayerTar().file(b"f", mtime=2**33 + 2**31),),
          {b"f": Node(mtime=(2**33 + 2**31) * 10**9 - 2**64)},
          {b"f": Node(mtime=(2**33 + 2**31) * 10**9)}),
    Known("device numbers beyond the kernel's", "A5",
          "mknod(2) takes 12 and 20 bits, and umoci hands on what the archive has",
          (LayerTar().block_device(b"b", 4096, 2**20),),
          {b"b": Node(device=(0, 0))}, {b"b": Node(device=(4096, 2**20))}),
    Known("a sparse file of the type S", "A6",
          "archive/tar reads it and leaves its type, which umoci does not know (UnpackEntry)",
          (LayerTar().sparse(b"f", 9000, [(5000, b"x")], "gnu"),),
          Refusal("unknown typeflag"), {b"f": Node(type="file", size=9000)}),
    Known("a global pax header", "A7",
          "archive/tar hands it on as an entry, of a type that umoci does not know (UnpackEntry)",
          (LayerTar().pax([(b"comment", b"x")], kind=b"g").file(b"f"),),
          Refusal("unknown typeflag"), {b"f": Node(type="file")}),
    Known("a contiguous file, type 7", "A7", "a type that umoci does not know (UnpackEntry)",
          (LayerTar().entry(b"f", b"7", b"x"),),
          Refusal("unknown typeflag"), {b"f": Node(type="file", size=1)}),
    # Compression
    Known("gzip under the media type of a plain tar", "C1",
          "umoci goes by the media type (needsGunzip in unpack.go)",
          (_layer(_FILE, gzip.compress),), Refusal("unpack layer"), _THE_FILE),
    Known("a plain tar under the media type of gzip", "C1",
          "umoci goes by the media type (needsGunzip in unpack.go)",
          (Layer(_FILE, media_type=LAYER + "+gzip"),), Refusal("create gzip reader"), _THE_FILE),
    Known("xz", "C1", "umoci knows gzip alone, and no magic numbers (needsGunzip in unpack.go)",
          (_layer(_FILE, lzma.compress),), Refusal("unpack layer"), _THE_FILE),
    Known("the media type of zstd", "C1", "umoci 0.4.7 does not know it (isLayerType in unpack.go)",
          (Layer(_FILE, media_type=LAYER + "+zstd"),), Refusal("not correct mediatype"),
          _THE_FILE),
    Known("zeros behind the gzip stream", "C2",
          "umoci's gzip reader looks for another member there",
          (_layer(_FILE, lambda tar: gzip.compress(tar) + bytes(512), LAYER + "+gzip"),),
          Refusal("gzip: invalid header"), _THE_FILE),
)
