# SPDX-License-Identifier: Apache-2.0
"""From the lines of a layer to its tar archive and to the blob that it is stored as."""

import bz2
import gzip
import lzma
import re
import subprocess

from tests.flatten.entry_values import DEFAULT_MODES, DEFAULT_MTIME, device, owner, pieces
from tests.flatten.notation import entry_of, words_of
from tests.support.image_forms import LAYER, Layer, digest_of
from tests.support.layer_tar import LayerTar

_TYPES = {"dir": b"5", "file": b"0", "link": b"1", "symlink": b"2", "char": b"3", "block": b"4",
          "fifo": b"6"}


def build_layer(section, layers):
    """`layers` are those before it."""
    attributes = {key: value.decode("latin-1") for key, value in section.attributes.items()}
    if "again" in attributes:
        return layers[int(attributes["again"]) - 1]
    tar = section.attributes.get("raw")
    if tar is None:
        tar = _tar(section, attributes.get("end"))
    tar += section.attributes.get("after", b"")
    whole = pack(tar, attributes.get("pack", "none"))
    blob = section.attributes.get("blob") or _damaged(whole, section.attributes)
    declared = whole if attributes.get("declared") == "whole" else blob
    more = {"urls": attributes["urls"].split(",")} if "urls" in attributes else {}
    return Layer(tar, blob, attributes.get("type", media_type(attributes)), more=more,
                 digest=false_digest(attributes, "digest") or digest_of(declared),
                 size=len(declared) + int(attributes.get("size", 0)),
                 diff_id=false_digest(attributes, "diff-id"))


def media_type(attributes):
    """The honest one, as far as there is one."""
    packers = re.findall("gzip|zstd", attributes.get("pack", ""))
    return f"{LAYER}+{packers[0]}" if packers else LAYER


def false_digest(attributes, key):
    """What is to be declared instead of the truth, if anything."""
    return digest_of(b"wrong") if attributes.get(key) == "wrong" else attributes.get(key)


def _tar(section, end):
    tar, records = LayerTar(), []
    for line in section.body:
        keyword, _, rest = line.text.partition(" ")
        if keyword == "pax":
            records += _records(line, rest)
        elif keyword == "global":
            tar.pax(_records(line, rest), b"pax_global_header", b"g")
        elif keyword in ("longname", "longlink"):
            tar.gnu_long(b"L" if keyword == "longname" else b"K", _only_word(line, rest))
        elif keyword == "header":  # a pax header with a body that is given as it is
            tar.pax(_only_word(line, rest))
        elif keyword == "bytes":
            tar.raw(_only_word(line, rest))
        else:
            _add(tar, entry_of(line), records)
            records = []
    if end is None:
        return tar.finish()
    return tar.without_end() + bytes({"none": 0, "one": 512}[end])


def _records(line, rest):
    return [(key.encode(), value) for key, value in words_of(line, rest)]


def _only_word(line, rest):
    words = words_of(line, rest)
    if len(words) != 1 or words[0][0] is not None:
        raise line.wrong("this takes one word")
    return words[0][1]


def _add(tar, entry, records):
    uid, gid = owner(entry)
    common = {
        "mode": int(entry.text("mode", DEFAULT_MODES[entry.kind]), 8), "uid": uid, "gid": gid,
        "mtime": entry.text("mtime", DEFAULT_MTIME), "records": records,
        "xattrs": {key.removeprefix("xattr:").encode(): value for key, value in entry.attributes
                   if key.startswith("xattr:")},
        "fields": {key.removeprefix("field:"): value for key, value in entry.attributes
                   if key.startswith("field:")},
    }
    if entry.kind == "sparse":
        form = entry.text("form", "pax-1.0")
        tar.sparse(entry.path, int(entry.text("size")), pieces(entry), form, **common)
        return
    claimed = entry.text("size")
    tar.entry(entry.path, entry.get("type", _TYPES.get(entry.kind)),
              entry.words[0] if entry.kind == "file" and entry.words else b"",
              link=entry.target or entry.get("target", b""),
              device=device(entry) if entry.kind in ("char", "block") else (0, 0),
              prefix=entry.get("prefix", b""), padding=entry.get("padding") != b"no",
              size=None if claimed is None else int(claimed),
              format=entry.text("format", "pax"), **common)


def pack(data, how):
    """`how` is pieces joined by +: PACKER, PACKER[FROM:TO] (a part of the data), zeros(N),
    skippable(N) (a frame of zstd that says nothing)."""
    packed = b""
    for piece in how.split("+"):
        match = re.fullmatch(r"(\w+)(?:\[(\d*):(\d*)\])?(?:\((\d+)\))?", piece)
        name, first, last, count = match.groups()
        if name == "zeros":
            packed += bytes(int(count))
        elif name == "skippable":
            packed += b"\x50\x2a\x4d\x18" + int(count).to_bytes(4, "little") + bytes(int(count))
        else:
            end = int(last) if last else len(data)
            packed += _PACKERS[name](data[int(first or 0):end])
    return packed


def _zstd(data):
    return subprocess.run(["zstd", "-q", "-c", "-T1"], input=data, capture_output=True,
                          check=True).stdout


_PACKERS = {"none": bytes, "gzip": lambda data: gzip.compress(data, mtime=0),
            "zstd": _zstd, "xz": lzma.compress, "bzip2": bz2.compress}


def _damaged(blob, attributes):
    cut = int(attributes.get("cut", b"0"))
    blob = bytearray(blob[:len(blob) - cut])
    if "flip" in attributes:
        blob[int(attributes["flip"])] ^= 1
    return bytes(blob) + attributes.get("more", b"")
