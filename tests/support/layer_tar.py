# SPDX-License-Identifier: Apache-2.0
"""Writes tar archives byte by byte, so that tests can make what no tool would: any bytes in names,
any type flag, any number in any field, all forms of long names and sparse files.

    layer = LayerTar().directory(b"d").file(b"d/f", b"content", uid=7).symlink(b"s", b"d/f")
    layer.finish()                # the bytes, with the two zero blocks that end an archive
"""

import decimal

BLOCK = 512

# offset and width of the fields of a header
FIELDS = {
    "name": (0, 100), "mode": (100, 8), "uid": (108, 8), "gid": (116, 8), "size": (124, 12),
    "mtime": (136, 12), "checksum": (148, 8), "type": (156, 1), "link": (157, 100),
    "magic": (257, 8), "devmajor": (329, 8), "devminor": (337, 8), "prefix": (345, 155),
    "trailer": (508, 4),
}
MAGIC = {"pax": b"ustar\x0000", "gnu": b"ustar  \x00", "v7": b""}


def padded(data):
    return data + bytes(-len(data) % BLOCK)


def pax_record(key, value):
    """One record, of bytes: "LENGTH KEY=VALUE\\n", the length counting itself."""
    rest = b" " + key + b"=" + value + b"\n"
    size = len(rest) + 1
    while len(str(size)) + len(rest) != size:
        size += 1
    return str(size).encode() + rest


def fits_octal(value, width):
    return 0 <= value < 8 ** (width - 1)


def number(value, width):
    """A number as octal digits, and where that does not hold it in GNU's base-256."""
    if fits_octal(value, width):
        return b"%0*o" % (width - 1, value)
    return (value % (1 << (8 * width)) | 1 << (8 * width - 1)).to_bytes(width, "big")


class LayerTar:
    """Each method adds to the archive and gives it back, so that calls chain. Paths, targets and
    contents are bytes.

    What each entry may have: mode, uid, gid, mtime (seconds; a decimal string for fractions),
    device ((major, minor)), xattrs (bytes by bytes), records ([(key, value)] of its pax header),
    prefix (of ustar), padding=False (nothing up to the next block), fields ({name of FIELDS:
    bytes}, put over the header, the checksum being right for it), and format:

    pax   ustar, and a pax header for what does not fit there or for xattrs and fractions (default)
    gnu   base-256 numbers, long names by L and K entries
    v7    no magic, nothing that is not in an old header
    """

    def __init__(self):
        self.data = bytearray()

    def finish(self):
        return bytes(self.data) + bytes(2 * BLOCK)

    def without_end(self):
        return bytes(self.data)

    def file(self, path, content=b"", **attributes):
        return self.entry(path, b"0", content, **attributes)

    def directory(self, path, **attributes):
        return self.entry(path, b"5", **{"mode": 0o755, **attributes})

    def symlink(self, path, target, **attributes):
        return self.entry(path, b"2", link=target, **{"mode": 0o777, **attributes})

    def hard_link(self, path, target, **attributes):
        return self.entry(path, b"1", link=target, **attributes)

    def char_device(self, path, major, minor, **attributes):
        return self.entry(path, b"3", device=(major, minor), **attributes)

    def block_device(self, path, major, minor, **attributes):
        return self.entry(path, b"4", device=(major, minor), **attributes)

    def fifo(self, path, **attributes):
        return self.entry(path, b"6", **attributes)

    def sparse(self, path, size, pieces, form="pax-1.0", records=(), **attributes):
        """A file of `size` bytes that are holes but for the pieces, [(offset, bytes)], in the form
        gnu (the type S), pax-0.0, pax-0.1 or pax-1.0."""
        pieces = list(pieces)
        content = b"".join(data for _, data in pieces)
        extents = [(offset, len(data)) for offset, data in pieces]
        if not extents or sum(extents[-1]) < size:
            extents.append((size, 0))  # as GNU tar marks a hole at the end
        if form == "gnu":
            return self._old_gnu_sparse(path, size, extents, content, **attributes)
        numbers = [b"%d" % each for extent in extents for each in extent]
        count = (b"GNU.sparse.numblocks", b"%d" % len(extents))
        if form == "pax-0.0":
            own = [(b"GNU.sparse.size", b"%d" % size), count]
            for offset, length in extents:
                own += [(b"GNU.sparse.offset", b"%d" % offset),
                        (b"GNU.sparse.numbytes", b"%d" % length)]
            return self.file(path, content, records=[*own, *records], **attributes)
        stand_in = b"GNUSparseFile.0/" + path.rpartition(b"/")[2][:80]
        if form == "pax-0.1":
            own = [(b"GNU.sparse.size", b"%d" % size), count, (b"GNU.sparse.name", path),
                   (b"GNU.sparse.map", b",".join(numbers))]
        else:
            own = [(b"GNU.sparse.major", b"1"), (b"GNU.sparse.minor", b"0"),
                   (b"GNU.sparse.name", path), (b"GNU.sparse.realsize", b"%d" % size)]
            lines = [b"%d" % len(extents), *numbers]
            content = padded(b"".join(line + b"\n" for line in lines)) + content
        return self.file(stand_in, content, records=[*own, *records], **attributes)

    def pax(self, records, path=b"PaxHeaders/x", kind=b"x"):
        """A pax header of its own, for the entry that follows (kind g: for all that follow).
        `records` is [(key, value)], or bytes that are taken as they are."""
        if not isinstance(records, bytes):
            records = b"".join(pax_record(key, value) for key, value in records)
        return self.entry(path, kind, records)

    def gnu_long(self, kind, text):
        """GNU's long name (kind L) or target (K) of the entry that follows."""
        return self.entry(b"././@LongLink", kind, text + b"\0", format="gnu")

    def raw(self, data):
        self.data += data
        return self

    def entry(self, path, kind, content=b"", *, link=b"", mode=0o644, uid=0, gid=0, mtime=0,
              device=(0, 0), xattrs=None, records=(), prefix=b"", padding=True, fields=None,
              size=None, format="pax"):
        """Any entry. `size` is what the header says where that is not the content's."""
        size = len(content) if size is None else size
        seconds = decimal.Decimal(mtime)
        whole = int(seconds.to_integral_value(decimal.ROUND_FLOOR))
        header = {"name": path, "link": link, "prefix": prefix, "mode": mode, "uid": uid,
                  "gid": gid, "size": size, "mtime": whole, "devmajor": device[0],
                  "devminor": device[1], "type": kind, "magic": MAGIC[format]}
        records = list(records)
        records += [(b"SCHILY.xattr." + key, value) for key, value in (xattrs or {}).items()]
        if format == "pax":
            if seconds != whole or not fits_octal(whole, 12):
                records.append((b"mtime", f"{seconds:f}".encode()))
                header["mtime"] = max(0, min(whole, 8 ** 11 - 1))
            records += records_for(header)
        if format == "gnu":
            for key, letter in (("link", b"K"), ("name", b"L")):
                if len(header[key]) > 100:
                    self.gnu_long(letter, header[key])
        if records:
            self.pax(records)
        self.data += header_block(header, fields or {})
        self.data += padded(content) if padding else content
        return self

    def _old_gnu_sparse(self, path, size, extents, content, fields=None, **attributes):
        """Four extents lie in the header, further ones in blocks of 21 that follow it."""
        def table(some, count):
            pairs = b"".join(b"%011o\0%011o\0" % extent for extent in some)
            return pairs.ljust(24 * count, b"\0")

        here, rest = extents[:4], extents[4:]
        area = table(here, 4) + (b"\1" if rest else b"\0") + number(size, 12)
        blocks = b""
        while rest:
            some, rest = rest[:21], rest[21:]
            blocks += (table(some, 21) + (b"\1" if rest else b"\0")).ljust(BLOCK, b"\0")
        # The area begins at 386, within ustar's prefix, which is at 345.
        prefix = bytes(386 - 345) + area
        return self.entry(path, b"S", blocks + content, size=len(content), format="gnu",
                          fields={"prefix": prefix, **(fields or {})}, **attributes)


def records_for(header):
    """The pax records for what a ustar header does not hold; the header is cut to what it does."""
    records = []
    for field, key in (("name", b"path"), ("link", b"linkpath")):
        if len(header[field]) > 100:
            records.append((key, header[field]))
            header[field] = header[field][:100]
    for field, key in (("uid", b"uid"), ("gid", b"gid"), ("size", b"size"),
                       ("devmajor", b"SCHILY.devmajor"), ("devminor", b"SCHILY.devminor")):
        if not fits_octal(header[field], FIELDS[field][1]):
            records.append((key, b"%d" % header[field]))
            header[field] = 0
    return records


def header_block(header, fields):
    block = bytearray(BLOCK)

    def put(field, data):
        offset, width = FIELDS[field]
        block[offset:offset + width] = data[:width].ljust(width, b"\0")

    for field, value in header.items():
        if header["magic"] == b"" and field in ("prefix", "devmajor", "devminor"):
            continue
        put(field, value if isinstance(value, bytes) else number(value, FIELDS[field][1]))
    for field, data in fields.items():
        put(field, data)
    if "checksum" not in fields:
        block[148:156] = b" " * 8
        put("checksum", b"%06o\0 " % sum(block))
    return bytes(block)
