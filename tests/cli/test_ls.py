# SPDX-License-Identifier: Apache-2.0
"""oci2boot ls: what it lists is what others read in the same file, and hostile files end with one
line."""

import base64
import gzip
import json
import os
import re
import stat
import subprocess

from tests.support.cpio_archive import directory, entry, symlink, trailer
from tests.support.layer_of_everything import layer_of_everything
from tests.support.program import TestCase, oci2boot
from tests.support.tree import read_tar

LINE = re.compile(rb"([-dlcbp])([-rwxsStT]{9})[ +@]? +(\d+) +(\d+) +(\d+) +(\d+(?:,\d+)?) "
                  rb"(\d{4}-\d\d-\d\d \d\d:\d\d) (/.*)\n")
TYPES = {"file": "-", "directory": "d", "symlink": "l", "char": "c", "block": "b", "fifo": "p"}
JSON_TYPES = {"charDevice": "char", "blockDevice": "block"}


def packed(command, data):
    return subprocess.run(command, input=data, check=True, capture_output=True).stdout


def tree_of_json(document):
    """The entries by their paths, as tests.support.tree has them."""
    tree = {}
    for item in document["entries"]:
        path = base64.b64decode(item["pathBase64"]) if "pathBase64" in item \
            else item["path"].encode()
        tree[path.strip(b"/")] = item
    return tree


class ListingTest(TestCase):
    def ls(self, *arguments):
        result = oci2boot("ls", *arguments, cwd=self.folder)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return result.stdout

    def ls_json(self, *arguments):
        return json.loads(self.ls("--json", *arguments))

    def make(self, *outputs):
        (self.folder / "layer.tar").write_bytes(layer_of_everything())
        for output in outputs:
            options = [] if ".tar" in output else ["--kernel", "none", "--no-patch", "all"]
            self.convert("rootfs:layer.tar", "-o", output, *options)


class OutputsTest(ListingTest):
    def test_a_disk_and_a_tar_are_listed_as_python_reads_the_layer(self):
        self.make("vm.img", "vm.qcow2", "x.tar", "x.tar.lz4")
        expected = read_tar(self.folder / "layer.tar")
        for output, form in (("vm.img", "ext4"), ("vm.qcow2", "ext4"), ("x.tar", "tar"),
                             ("x.tar.lz4", "tar")):
            with self.subTest(output):
                document = self.ls_json(output)
                self.assertEqual(document["format"], form)
                got = tree_of_json(document)
                self.assertEqual(expected.keys(), got.keys() - {b"lost+found"})
                for path, node in expected.items():
                    self.assert_same(path, node, got[path])

    def assert_same(self, path, node, item):
        got_type = JSON_TYPES.get(item["type"], item["type"])
        self.assertEqual((path, got_type, int(item["mode"], 8), item["uid"], item["gid"]),
                         (path, node.type, node.mode, node.uid, node.gid))
        if node.type == "file":
            self.assertEqual((path, item["size"]), (path, node.size))
        if node.type in ("char", "block"):
            self.assertEqual((item["device"]["major"], item["device"]["minor"]), node.device)
        if node.type != "directory":
            self.assertEqual((path, item["links"]), (path, len(node.links)))

    def test_every_compression_gives_the_same_lines(self):
        names = ["initrd.cpio"] + [f"initrd.{end}" for end in
                                   ("gz", "zst", "xz", "lz4", "bz2", "lzma")]
        self.make(*names)
        expected = self.ls("initrd.cpio")
        self.assertGreater(len(expected.splitlines()), 30)
        for name in names[1:]:
            self.assertEqual(self.ls(name), expected, name)

    def test_names_are_those_that_cpio_lists(self):
        self.make("initrd.cpio")
        with open(self.folder / "initrd.cpio", "rb") as archive:
            judged = subprocess.run(["cpio", "-t", "--quiet", "-0"], stdin=archive, check=True,
                                    capture_output=True).stdout
        names = {b"/" + name.removeprefix(b".").removeprefix(b"/")
                 for name in judged.split(b"\0") if name}
        got = {b"/" + path for path in tree_of_json(self.ls_json("initrd.cpio"))}
        self.assertEqual(got, names)

    def test_the_first_stage_of_a_disk_is_listed(self):
        (self.folder / "layer.tar").write_bytes(layer_of_everything())
        self.convert("rootfs:layer.tar", "-o", "vm.img", "--", "/bin/sh")
        self.assertIn(b" /init\n", self.ls("vm.img.initrd"))

    def test_a_line_is_what_ls_prints(self):
        (self.folder / "a.cpio").write_bytes(
            directory(b"d", 0o1777, uid=7, gid=1234, mtime=1700000000) +
            entry(b"d/s", b"x" * 12345, stat.S_IFREG | 0o4755, mtime=1700000000) +
            entry(b"d/n", b"", stat.S_IFCHR | 0o600, rdevmajor=1, rdevminor=3) +
            symlink(b"l", b"d/s") + trailer())
        self.assertEqual(self.ls("a.cpio").decode().splitlines(), [
            "drwxr-xr-x 1 0    0     0 1970-01-01 00:00 /",
            "drwxrwxrwt 1 7 1234     0 2023-11-14 22:13 /d",
            "crw------- 1 0    0   1,3 1970-01-01 00:00 /d/n",
            "-rwsr-xr-x 1 0    0 12345 2023-11-14 22:13 /d/s",
            "lrwxrwxrwx 1 0    0     3 1970-01-01 00:00 /l -> d/s"])
        for line in self.ls("a.cpio").splitlines(keepends=True):
            self.assertRegex(line, LINE)


class PathTest(ListingTest):
    def setUp(self):
        super().setUp()
        (self.folder / "a.cpio").write_bytes(
            directory(b"usr") + directory(b"usr/lib") + entry(b"usr/lib/x") + entry(b"usr/y") +
            symlink(b"lib", b"usr/lib") + entry(b"usr/lib2") + trailer())

    def paths(self, *asked):
        return [item["path"] for item in self.ls_json("a.cpio", *asked)["entries"]]

    def test_a_folder_is_listed_with_what_is_in_it(self):
        self.assertEqual(self.paths("/usr/lib"), ["/usr/lib", "/usr/lib/x"])
        self.assertEqual(self.paths("usr/lib/x", "usr/y"), ["/usr/lib/x", "/usr/y"])

    def test_a_name_is_listed_once(self):
        self.assertEqual(self.paths("usr", "usr/lib/x", "usr"),
                         ["/usr", "/usr/lib", "/usr/lib/x", "/usr/lib2", "/usr/y"])

    def test_links_are_followed_on_the_way_and_before_a_slash(self):
        self.assertEqual(self.paths("lib"), ["/lib"])
        self.assertEqual(self.paths("lib/"), ["/usr/lib", "/usr/lib/x"])
        self.assertEqual(self.paths("/lib/x"), ["/usr/lib/x"])

    def test_what_is_not_there_is_named(self):
        said = self.refused(3, "ls", "a.cpio", "usr", "nowhere")
        self.assertEqual(said, "oci2boot: 'a.cpio': there is no 'nowhere' in it\n")


class NamesTest(ListingTest):
    def test_a_terminal_gets_no_commands_and_json_all_bytes(self):
        name, target = b"\x1b[2J\n\xff", b"\x07\xfe"
        (self.folder / "a.cpio").write_bytes(symlink(name, target) + trailer())
        self.assertTrue(self.ls("a.cpio").endswith(b" /?[2J?? -> ??\n"))
        item = self.ls_json("a.cpio")["entries"][1]
        self.assertEqual(base64.b64decode(item["pathBase64"]), b"/" + name)
        self.assertEqual(base64.b64decode(item["targetBase64"]), target)


class KernelsWayTest(ListingTest):
    """What init/initramfs.c makes of parts, links and odd entries."""

    def tree(self, data):
        (self.folder / "a.cpio").write_bytes(data)
        result = oci2boot("ls", "--json", "a.cpio", cwd=self.folder)
        self.assertEqual(result.returncode, 0, result.stderr)
        return tree_of_json(json.loads(result.stdout)), result.stderr

    def test_parts_packed_in_different_ways_are_one_tree(self):
        first = directory(b"kernel") + entry(b"kernel/microcode", b"abcd") + trailer()
        second = directory(b"bin") + entry(b"bin/sh", b"sh") + trailer()
        third = entry(b"bin/sh", b"other") + entry(b"new") + trailer()
        fourth = packed(["zstd", "-q", "-c"], entry(b"last"))
        tree, _ = self.tree(first + bytes(512) + gzip.compress(second) + bytes(3) +
                            packed(["lz4", "-l", "-c"], third) + bytes(4) + fourth)
        self.assertEqual(sorted(tree), [b"", b"bin", b"bin/sh", b"kernel", b"kernel/microcode",
                                        b"last", b"new"])
        self.assertEqual(tree[b"bin/sh"]["size"], 5)

    def test_an_initramfs_of_lsinitramfs_own_is_listed_alike(self):
        early = entry(b"kernel.bin", b"x") + trailer()
        main = directory(b"etc") + entry(b"etc/passwd", b"root") + trailer()
        path = self.folder / "a.cpio"
        path.write_bytes(early + bytes(-len(early) % 512) + gzip.compress(main))
        judged = subprocess.run(["lsinitramfs", path], check=True, capture_output=True).stdout
        tree, _ = self.tree(path.read_bytes())
        self.assertEqual(set(judged.split()) - {b"."}, tree.keys() - {b""})

    def test_the_end_of_an_archive_may_be_missing(self):
        tree, said = self.tree(entry(b"a", b"x"))
        self.assertEqual((sorted(tree), said), ([b"", b"a"], ""))

    def test_names_of_one_inode_share_it_until_the_archive_ends(self):
        linked = {"ino": 7, "nlink": 2}
        tree, _ = self.tree(entry(b"a", **linked) + entry(b"b", b"body", **linked) + trailer() +
                            entry(b"c", b"else", **linked))
        self.assertEqual(tree[b"a"]["inode"], tree[b"b"]["inode"])
        self.assertEqual((tree[b"a"]["size"], tree[b"a"]["links"]), (4, 2))
        self.assertNotEqual(tree[b"c"]["inode"], tree[b"a"]["inode"])

    def test_a_later_file_fills_the_inode_that_is_there(self):
        linked = {"ino": 7, "nlink": 2}
        tree, _ = self.tree(entry(b"a", **linked) + entry(b"b", b"body", **linked) + trailer() +
                            entry(b"a", b"longer body") + trailer())
        self.assertEqual((tree[b"b"]["size"], tree[b"b"]["links"]), (11, 2))

    def test_what_has_no_folder_is_left_out_and_told(self):
        tree, said = self.tree(entry(b"no/where/a") + entry(b"b") + trailer())
        self.assertEqual(sorted(tree), [b"", b"b"])
        self.assertIn("left out 1 name ('/no/where/a'): the kernel does not make what has no "
                      "folder", said)

    def test_links_on_the_way_are_followed_inside(self):
        tree, _ = self.tree(directory(b"usr") + symlink(b"l", b"/usr") +
                            symlink(b"up", b"../../..") + entry(b"l/x") + entry(b"up/y") +
                            entry(b"../z") + trailer())
        self.assertEqual(sorted(tree), [b"", b"l", b"up", b"usr", b"usr/x", b"y", b"z"])

    def test_types_replace_each_other_but_full_folders(self):
        tree, said = self.tree(directory(b"d") + entry(b"d/x") + entry(b"d", b"no") +
                               directory(b"e") + entry(b"e", b"yes") + trailer())
        self.assertEqual((tree[b"d"]["type"], tree[b"e"]["type"]), ("directory", "file"))
        self.assertIn("the kernel replaces no folder that has something in it", said)


class HostileTest(TestCase):
    def refused_file(self, data, status=6):
        (self.folder / "a.cpio").write_bytes(data)
        return self.refused(status, "ls", "a.cpio")

    def test_archives_that_are_cut(self):
        whole = directory(b"d") + entry(b"d/file", b"content of it") + trailer()
        for size in (50, 150, 235, 250):
            self.assertIn("ends in the middle", self.refused_file(whole[:size]))

    def test_packed_parts_that_are_cut_or_damaged(self):
        part = gzip.compress(directory(b"d") + entry(b"f", bytes(range(256)) * 9) + trailer())
        self.assertIn("the gzip data ends in the middle", self.refused_file(part[:-9], 5))
        damaged = bytearray(part)
        damaged[-6] ^= 1
        self.assertIn("the gzip data is damaged", self.refused_file(bytes(damaged), 5))

    def test_junk_between_parts(self):
        self.assertIn("is no cpio archive", self.refused_file(entry(b"a") + b"junk"))
        self.assertIn("is no cpio archive", self.refused_file(gzip.compress(entry(b"a") + b"X")))

    def test_numbers_that_are_none(self):
        self.assertIn("something else than numbers",
                      self.refused_file(b"070701" + b"x" * 104 + trailer()))

    def test_a_wrong_checksum(self):
        good = entry(b"a", b"abc", magic=b"070702", check=sum(b"abc"))
        (self.folder / "good").write_bytes(good)
        self.assertEqual(oci2boot("ls", self.folder / "good").returncode, 0)
        self.assertIn("checksum", self.refused_file(
            entry(b"a", b"abc", magic=b"070702", check=1), 5))

    def test_bodies_that_are_larger_than_the_file(self):
        self.assertIn("ends in the middle", self.refused_file(entry(b"a", size=0xFFFFFFFF)))
        self.assertIn("ends in the middle", self.refused_file(
            directory(b"d", size=0xFFFFFFFF, name_size=0xFFFFFFFF)))

    def test_bombs_end_at_a_limit(self):
        bomb = gzip.compress(b"".join(entry(b"f%d" % n) for n in range(2000)))
        (self.folder / "bomb").write_bytes(bomb)
        said = self.refused(6, "ls", "--limit", "entries=1000", "bomb")
        self.assertIn("more than 1000 entries; --limit entries=N raises it", said)

    def test_depth_is_bounded_whatever_links_do(self):
        data = directory(b"0") + symlink(b"l0", b"0")
        for n in range(3000):
            data += directory(b"l%d/x" % n) + symlink(b"l%d" % (n + 1), b"l%d/x" % n)
            if n % 30 == 29:  # the kernel follows 40 links
                data += symlink(b"l%d" % (n + 1), b"/" + b"0/" + b"x/" * (n + 1))
        (self.folder / "deep").write_bytes(data)
        result = oci2boot("ls", self.folder / "deep")
        self.assertIn(result.returncode, (0, 6), result.stderr)

    def test_what_is_nothing_of_all_that_is_said_so(self):
        for data in (b"", b"hello", os.urandom(100000), bytes(1 << 20)):
            said = self.refused_file(b"\x01" + data if data[:2] == b"\x1f\x8b" else data)
            self.assertIn("ls and unpack read those three", said)

    def test_a_file_that_is_not_there(self):
        self.assertIn("'none': it cannot be read: No such file", self.refused(3, "ls", "none"))
        self.assertIn("it is no file", self.refused(3, "ls", "."))
