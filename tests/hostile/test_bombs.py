# SPDX-License-Identifier: Apache-2.0
"""Small files that unpack to many GiB, and layers with a million entries: what is made of them has
bounded memory, and needs no more room than a limit allows."""

import bz2
import gzip
import lzma
import subprocess
import unittest
import zlib

from tests.support.layer_tar import FIELDS, LayerTar, header_block
from tests.support.measured import MIB, MeasuredTest, raised_by

GIB = 1 << 30
PIECE = 64 * MIB


def zstd(data):
    return subprocess.run(["zstd", "-q", "-c"], input=data, check=True, capture_output=True).stdout


def file_header(path, size):
    return LayerTar().entry(path, b"0", size=size).without_end()


def bomb(pack, piece, count):
    """The packed pieces of a tar whose only file is `count` times `piece`: every format lets packed
    streams follow each other."""
    yield pack(file_header(b"bomb", len(piece) * count))
    packed = pack(piece)
    for _ in range(count):
        yield packed
    yield pack(bytes(1024))


def empty_files(paths):
    """Headers of empty files, made faster than LayerTar does: from one that has no name."""
    empty = header_block({"name": b"", "mode": 0o644, "uid": 0, "gid": 0, "size": 0, "mtime": 0,
                          "type": b"0", "link": b"", "magic": b"ustar\x0000", "prefix": b"",
                          "devmajor": 0, "devminor": 0}, {})
    start, width = FIELDS["checksum"]
    total = sum(empty) - sum(empty[start:start + width]) + width * ord(" ")
    middle, end = empty[100:start], empty[start + width:]
    for path in paths:
        yield path.ljust(100, b"\0") + middle + b"%06o\0 " % (total + sum(path)) + end


class BombTest(MeasuredTest):
    def bomb(self, name, pack, piece, count):
        return self.input_file(name, *bomb(pack, piece, count))

    def converts_without_room(self, path):
        """No file may become larger than 64 MiB on the way."""
        out = self.converts(f"rootfs:{path}", output="x.tar.zst",
                            prefix=["prlimit", f"--fsize={PIECE}"])
        self.assertLess(out.stat().st_size, 8 * MIB)
        for file in self.folder.iterdir():
            file.unlink()

    def test_10_gib_of_zeros_from_10_mib(self):
        def best_gzip(data):
            return gzip.compress(data, 9, mtime=0)

        for name, pack in (("bomb.tar.gz", best_gzip), ("bomb.tar.zst", zstd)):
            with self.subTest(name):
                self.converts_without_room(self.bomb(name, pack, bytes(PIECE), 10 * GIB // PIECE))

    def test_zeros_in_formats_that_unpack_slowly(self):
        for name, pack in (("bomb.tar.bz2", bz2.compress), ("bomb.tar.xz", lzma.compress)):
            with self.subTest(name):
                self.converts_without_room(self.bomb(name, pack, bytes(PIECE), GIB // PIECE))

    def test_10_gib_of_other_bytes_stop_at_the_limit(self):
        for name, pack in (("bomb.tar.gz", gzip.compress), ("bomb.tar.zst", zstd)):
            with self.subTest(name):
                path = self.bomb(name, pack, b"x" * PIECE, 10 * GIB // PIECE)
                self.refuses("100000000 bytes" + raised_by("unpacked-bytes"), f"rootfs:{path}",
                             "--limit", "unpacked-bytes=100000000")

    def test_zeros_between_other_bytes_are_no_way_round_the_limit(self):
        piece = (bytes(MIB // 2) + b"x") * 2
        path = self.bomb("bomb.tar.gz", gzip.compress, piece, 1000)
        self.refuses(raised_by("unpacked-bytes"), f"rootfs:{path}", "--limit",
                     "unpacked-bytes=100000000")

    def test_an_image_archive_that_is_a_bomb(self):
        path = self.bomb("bomb.tar.gz", gzip.compress, b"x" * PIECE, 10 * GIB // PIECE)
        for image in (f"docker-archive:{path}", f"oci-archive:{path}", path):
            with self.subTest(image):
                self.refuses(raised_by("unpacked-bytes"), image, "--limit",
                             "unpacked-bytes=100000000")


class ManyTest(MeasuredTest):
    def packed_layer(self, paths):
        packer = zlib.compressobj(1, zlib.DEFLATED, 31)

        def pieces():
            for header in empty_files(paths):
                yield packer.compress(header)
            yield packer.compress(bytes(1024)) + packer.flush()

        return "rootfs:" + self.input_file("many.tar.gz", *pieces())

    def test_a_million_entries_in_a_thousand_directories(self):
        paths = (b"d%d/f%d" % (number // 1000, number) for number in range(1_000_000))
        out = self.converts(self.packed_layer(paths), entries=1_001_000)
        self.assertGreater(out.stat().st_size, 1_000_000 * 512)

    def test_a_million_entries_in_one_directory(self):
        paths = (b"d/f%d" % number for number in range(1_000_000))
        self.converts(self.packed_layer(paths), entries=1_000_000)

    def test_one_entry_a_million_times(self):
        self.converts(self.packed_layer(b"f" for _ in range(1_000_000)), entries=1_000_000)

    def test_a_name_that_has_4_gib(self):
        record = b"%d path=" % (4 * GIB + len("4294967311 path=\n"))
        header = LayerTar().entry(b"x", b"x", size=4 * GIB + len(record) + 1).without_end()
        path = self.input_file("name.tar.gz", gzip.compress(header + record),
                               *([gzip.compress(b"a" * PIECE)] * (4 * GIB // PIECE)))
        self.refuses(raised_by("header-bytes"), f"rootfs:{path}")


if __name__ == "__main__":
    unittest.main(verbosity=2)
