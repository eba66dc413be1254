# SPDX-License-Identifier: Apache-2.0
"""Layers that were made to cost more than they are worth: names, links, attributes and holes
without end. Each is refused in one line that names the entry and the way out, or converted; in
either case with bounded memory."""

import tarfile
import unittest

from tests.support.layer_tar import LayerTar
from tests.support.measured import MeasuredTest, raised_by

GIB_4 = 1 << 32


class ArchiveTest(MeasuredTest):
    def layer(self, tar):
        return "rootfs:" + self.input_file("layer.tar", tar.finish())


class NamesTest(ArchiveTest):
    def test_a_pax_header_that_says_it_has_4_gib(self):
        record = b"%d path=aaaa" % (GIB_4 + 17)
        tar = LayerTar().entry(b"x", b"x", record, size=GIB_4 + 17).file(b"f")
        self.refuses(raised_by("header-bytes"), self.layer(tar))

    def test_a_pax_record_that_says_it_has_4_gib(self):
        tar = LayerTar().pax(b"%d path=aaaa\n" % (GIB_4 + 17)).file(b"f")
        self.refuses("damaged tar archive", self.layer(tar))

    def test_a_gnu_name_or_target_that_says_it_has_4_gib(self):
        for kind in (b"L", b"K"):
            with self.subTest(kind):
                tar = LayerTar().entry(b"././@LongLink", kind, b"aaaa\0", size=GIB_4, format="gnu")
                self.refuses(raised_by("header-bytes"), self.layer(tar.file(b"f")))

    def test_a_number_of_bytes_that_no_type_holds(self):
        for size in (b"7" * 11, b"\xff" * 12, b"\x80" + b"\xff" * 11):
            with self.subTest(size):
                tar = LayerTar().entry(b"f", b"0", b"data", fields={"size": size})
                self.refuses("damaged tar archive", self.layer(tar))

    def test_a_long_path_and_a_long_part_of_one(self):
        self.refuses(raised_by("path-bytes"), self.layer(LayerTar().file(b"a/" * 5000 + b"f")))
        self.refuses(raised_by("name-bytes"), self.layer(LayerTar().file(b"a" * 5000)))

    def test_10_000_levels(self):
        image = self.layer(LayerTar().file(b"a/" * 9999 + b"f"))
        self.refuses(raised_by("path-depth"), image, "--limit", "path-bytes=none")
        out = self.converts(image, "--limit", "path-bytes=none", "--limit", "path-depth=none",
                            entries=10_000)
        with tarfile.open(out) as tar:
            self.assertIn("a/" * 9999 + "f", tar.getnames())

    def test_levels_that_links_hide(self):
        tar = LayerTar()
        for number in range(300):
            tar.directory(b"here/" + b"d/" * 30).symlink(b"next", b"here/" + b"d/" * 30)
            tar.symlink(b"here", b"next")
        self.assertIn(self.measured(self.layer(tar), entries=10_000).returncode, (0, 6))


class LinksTest(ArchiveTest):
    def test_a_loop_of_symbolic_links_in_a_parent(self):
        tar = LayerTar().symlink(b"a", b"b").symlink(b"b", b"a").file(b"a/f", b"content")
        self.refuses("'a/f' lies behind a loop of symbolic links", self.layer(tar))

    def test_a_chain_of_symbolic_links_that_doubles_with_each(self):
        tar = LayerTar().directory(b"l0")
        for number in range(1, 64):
            link = b"l%d" % (number - 1)
            tar.symlink(b"l%d" % number, link + b"/../" + link)
        self.refuses("'l63/f' lies behind a loop of symbolic links", self.layer(tar.file(b"l63/f")))

    def test_hard_links_in_a_circle(self):
        tar = LayerTar()
        for number in range(1000):
            tar.hard_link(b"l%d" % number, b"l%d" % ((number + 1) % 1000))
        self.refuses(r"'l\d+' is a hard link to 'l\d+', which does not exist", self.layer(tar))

    def test_hard_links_to_each_other_and_to_themselves(self):
        tar = LayerTar().hard_link(b"a", b"b").hard_link(b"b", b"a").hard_link(b"c", b"c")
        self.refuses("is a hard link to '.', which does not exist", self.layer(tar))


class AttributesTest(ArchiveTest):
    def test_a_flood_of_attributes_of_one_entry(self):
        flood = {b"user.%d" % number: b"v" * 10 for number in range(200_000)}
        self.refuses(raised_by("header-bytes"), self.layer(LayerTar().file(b"f", xattrs=flood)))

    def test_a_large_attribute(self):
        image = self.layer(LayerTar().file(b"f", xattrs={b"user.a": b"v" * (2 << 20)}))
        self.refuses("'f' .*" + raised_by("xattr-bytes"), image)

    def test_attributes_of_many_entries(self):
        tar = LayerTar()
        for number in range(100):
            tar.file(b"f%d" % number, xattrs={b"user.a": b"%d" % number * (32 << 10)})
        self.refuses(raised_by("metadata-bytes"), self.layer(tar), "--limit",
                     "metadata-bytes=1000000")

    def test_a_flood_of_pax_headers_before_one_entry(self):
        tar = LayerTar()
        for number in range(20_000):
            tar.pax([(b"SCHILY.xattr.user.%d" % number, b"v" * 400)])
        with tarfile.open(self.converts(self.layer(tar.file(b"f")))) as out:
            self.assertEqual(len(out.getmember("f").pax_headers), 1, "the last one counts")

    def test_a_flood_of_global_pax_headers(self):
        tar = LayerTar()
        for number in range(20_000):
            tar.pax([(b"SCHILY.xattr.user.%d" % number, b"v" * 400)], kind=b"g")
        self.refuses(raised_by("header-bytes"), self.layer(tar.file(b"f")))

    def test_entries_without_end_count(self):
        tar = LayerTar()
        for number in range(2_000):
            tar.file(b"f%d" % number)
        image = self.layer(tar)
        self.refuses(raised_by("entries"), image, "--limit", "entries=1000")
        self.converts(image, "--limit", "entries=none", entries=2_000)


class HolesTest(ArchiveTest):
    def pieces(self, count):
        return [(number * 2, b"x") for number in range(count)]

    def test_a_map_of_a_million_pieces(self):
        tar = LayerTar().sparse(b"f", 2_000_000, self.pieces(1_000_000))
        self.refuses(raised_by("header-bytes"), self.layer(tar))

    def test_a_map_over_the_limit_in_each_of_its_forms(self):
        for form in ("gnu", "pax-0.0", "pax-0.1", "pax-1.0"):
            with self.subTest(form):
                image = self.layer(LayerTar().sparse(b"f", 20_000, self.pieces(10_000), form=form))
                self.refuses(raised_by("header-bytes"), image, "--limit", "header-bytes=50000")
                self.converts(image, entries=10_000)
                (self.folder / "x.tar").unlink()
                (self.folder / "x.tar.json").unlink()

    def test_pieces_count_as_entries(self):
        image = self.layer(LayerTar().sparse(b"f", 20_000, self.pieces(10_000)))
        self.refuses(raised_by("entries"), image, "--limit", "entries=1000")

    def test_a_map_that_announces_pieces_without_end(self):
        for count in (b"18446744073709551615", b"9223372036854775807", b"4294967296", b"-1",
                      b"9" * 600):
            with self.subTest(count):
                tar = LayerTar().file(b"s", (count + b"\n0\n1\n").ljust(1024, b"\0"), records=[
                    (b"GNU.sparse.major", b"1"), (b"GNU.sparse.minor", b"0"),
                    (b"GNU.sparse.name", b"f"), (b"GNU.sparse.realsize", b"10")])
                self.refuses("damaged tar archive", self.layer(tar))

    def test_a_hole_as_large_as_a_file_can_be(self):
        out = self.converts(self.layer(LayerTar().sparse(b"f", (1 << 63) - 1, [(0, b"x")])))
        self.assertLess(out.stat().st_size, 1 << 20)


if __name__ == "__main__":
    unittest.main(verbosity=2)
