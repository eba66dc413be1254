# SPDX-License-Identifier: Apache-2.0
"""The root file system as a tar archive, judged by GNU tar, bsdtar and Python's tarfile: what they
read and unpack is what the layer has."""

import dataclasses
import hashlib
import json
import os
import pty
import resource
import subprocess
import tarfile
import unittest

from tests.support.layer_of_everything import CAPABILITY, layer_of_everything
from tests.support.layer_tar import LayerTar
from tests.support.program import PROGRAM, TestCase, oci2boot, private_mounts
from tests.support.tree import differences, read_folder, read_tar

needs_root = unittest.skipUnless(os.getuid() == 0, "unpacking owners and devices needs root")

MIB = 1 << 20


def run(*command, **options):
    return subprocess.run(list(map(str, command)), check=True, capture_output=True,
                          **options).stdout


class TarOutputTest(TestCase):
    def setUp(self):
        super().setUp()
        self.layer = self.folder / "layer.tar"
        self.layer.write_bytes(layer_of_everything())
        self.tar = self.folder / "x.tar"

    def make(self, *options):
        return self.convert(f"rootfs:{self.layer}", "-o", self.tar, *options)

    def assert_same(self, expected, got):
        self.assertEqual(differences(expected, got), [])

    def unpacked(self, *command):
        out = self.folder / "out"
        out.mkdir()
        subprocess.run([*map(str, command), "-C", str(out)], check=True, capture_output=True)
        return read_folder(out)

    def test_python_reads_what_the_layer_has(self):
        self.make()
        expected, got = read_tar(self.layer), read_tar(self.tar)
        self.assertGreater(len(got), 35)
        self.assertEqual(got[b"capable-too"].xattrs[b"security.capability"], CAPABILITY)
        self.assert_same(expected, got)

    @needs_root
    def test_gnu_tar_unpacks_what_the_layer_has(self):
        self.make()
        self.assert_same(read_tar(self.tar), self.unpacked(
            "tar", "-xpf", self.tar, "--numeric-owner", "--xattrs", "--xattrs-include=*"))
        compared = run("tar", "--compare", "-f", self.tar, "--numeric-owner", "--xattrs",
                       "--xattrs-include=*", "-C", self.folder / "out")
        self.assertEqual(compared, b"")

    @needs_root
    def test_bsdtar_unpacks_what_the_layer_has(self):
        self.make()
        expected, got = read_tar(self.tar), self.unpacked("bsdtar", "-xpf", self.tar)
        # It leaves the time of a folder that is there, and counts parts of a second the wrong way
        # before 1970.
        for name in (b"", b"before-1970", b"half-before-1970"):
            got[name] = dataclasses.replace(got[name], mtime=None)
        self.assert_same(expected, got)

    def test_bsdtar_and_tar_complain_of_nothing_in_any_language(self):
        self.make()
        for language in ("C", "C.UTF-8"):
            for command in (["bsdtar", "-tf"], ["tar", "--warning=no-unknown-keyword", "-tf"]):
                with self.subTest(command=command, language=language):
                    listed = subprocess.run([*command, str(self.tar)], capture_output=True,
                                            env={**os.environ, "LC_ALL": language}, check=True)
                    self.assertEqual(listed.stderr, b"")

    @needs_root
    def test_umoci_and_skopeo_take_it_as_a_layer(self):
        """Go's archive/tar, in the programs that people use it by."""
        self.make()
        layout = self.folder / "layout"
        run("umoci", "init", "--layout", layout)
        run("umoci", "new", "--image", f"{layout}:x")
        run("umoci", "raw", "add-layer", "--image", f"{layout}:x", self.tar)
        run("skopeo", "--insecure-policy", "copy", f"oci:{layout}:x", f"oci:{self.folder}/y:x")
        run("umoci", "raw", "unpack", "--image", f"{self.folder}/y:x", self.folder / "out")
        expected, got = read_tar(self.tar), read_folder(self.folder / "out")
        # What umoci does not keep: holes, attributes without a value, times past the year 2262.
        expected[b"year-2300"] = dataclasses.replace(expected[b"year-2300"], mtime=None)
        for path, node in expected.items():
            kept = {name: value for name, value in node.xattrs.items() if value}
            expected[path] = dataclasses.replace(node, xattrs=kept, holes=None)
        self.assert_same(expected, got)

    def test_it_converts_back_to_itself(self):
        self.make()
        again = self.convert(f"rootfs:{self.tar}", "-o", "-").stdout
        self.assertEqual(again, self.tar.read_bytes())

    def test_entries_are_sorted_and_named_as_docker_export_has_them(self):
        self.make()
        with tarfile.open(self.tar, errors="surrogateescape") as archive:
            members = archive.getmembers()
        listed = run("tar", "-tf", self.tar, "--quoting-style=literal",
                     "--warning=no-unknown-keyword").split(b"\n")
        self.assertEqual(listed[0], b"./")
        self.assertIn(b"d/setuid", listed)
        self.assertIn(b"d/", listed)
        names = [os.fsencode(member.name).split(b"/") for member in members[1:]]
        self.assertEqual(names, sorted(names))

    def test_holes_cost_nothing(self):
        self.layer.write_bytes(LayerTar().sparse(
            b"disk", 20 << 30, [(5 << 30, b"x" * 4096), (19 << 30, b"y")]).finish())
        self.make()
        self.assertLess(self.tar.stat().st_size, 10_000)
        node = self.unpacked("tar", "-xf", self.tar)[b"disk"]
        self.assertEqual((node.size, sum(length for _, length in node.holes) >> 20),
                         (20 << 30, (20 << 10) - 1))

    def test_files_of_any_size_stream_in_little_memory(self):
        large = LayerTar().directory(b".").file(b"large", os.urandom(MIB) * 300)
        self.layer.write_bytes(large.finish())

        def little_memory():
            resource.setrlimit(resource.RLIMIT_DATA, (200 * MIB, 200 * MIB))

        if os.environ.get("OCI2BOOT_SANITIZED"):
            little_memory = None  # the sanitizers need more for themselves
        with open(self.folder / "out.tar", "wb") as out:
            subprocess.run([PROGRAM, f"rootfs:{self.layer}", "-o", "-", "-q"], stdout=out,
                           check=True, preexec_fn=little_memory)
        self.assert_same(read_tar(self.layer), read_tar(self.folder / "out.tar"))

    def test_the_same_bytes_at_any_time_and_place(self):
        self.make()
        first = self.tar.read_bytes()
        (self.folder / "elsewhere").mkdir()
        for environment in ({"TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8"},
                            {"TZ": "America/St_Johns", "LC_ALL": "tr_TR.ISO-8859-9",
                             "SOURCE_DATE_EPOCH": "1"}):
            other = self.folder / "elsewhere/x.tar"
            self.convert(f"rootfs:{self.layer}", "-o", other, "--force", env=environment)
            self.assertEqual(other.read_bytes(), first)
            self.assertEqual((self.folder / "elsewhere/x.tar.json").read_bytes(),
                             (self.folder / "x.tar.json").read_bytes())

    def test_each_compression_is_what_its_tool_unpacks(self):
        self.make()
        for extension, tool in (("tar.gz", "gzip"), ("tgz", "gzip"), ("tar.zst", "zstd"),
                                ("tzst", "zstd"), ("tar.xz", "xz"), ("txz", "xz"),
                                ("tar.lz4", "lz4"), ("tar.bz2", "bzip2"), ("tbz2", "bzip2"),
                                ("tar.lzma", "xz")):
            with self.subTest(extension):
                packed = self.folder / f"x.{extension}"
                self.convert(f"rootfs:{self.layer}", "-o", packed)
                self.assertEqual(run(tool, "-dc", packed), self.tar.read_bytes())
                run("bsdtar", "-tf", packed)

    def test_standard_output_is_the_archive_and_nothing_else(self):
        self.make()
        for options in ([], ["--format", "tar"], ["--compress", "none"]):
            result = self.convert(f"rootfs:{self.layer}", "-o", "-", *options)
            self.assertEqual(result.stdout, self.tar.read_bytes())
        self.assertEqual(self.files(), ["layer.tar", "x.tar", "x.tar.json"])
        with subprocess.Popen([PROGRAM, f"rootfs:{self.layer}", "-o", "-", "-q", "--compress",
                               "gzip"], stdout=subprocess.PIPE) as process:
            listed = run("tar", "-tz", "--warning=no-unknown-keyword", stdin=process.stdout)
        self.assertEqual((process.returncode, listed.splitlines()[0]), (0, b"./"))

    def test_an_archive_does_not_go_to_a_terminal(self):
        terminal = pty.openpty()
        for end in terminal:
            self.addCleanup(os.close, end)
        process = subprocess.run([PROGRAM, "oci:none", "-o", "-"], stdout=terminal[1],
                                 stderr=subprocess.PIPE, text=True, check=False)
        # Told before the image is looked for.
        self.assertEqual(process.returncode, 2)
        self.assertIn("standard output is a terminal", process.stderr)

    def test_a_reader_that_goes_away(self):
        self.layer.write_bytes(LayerTar().file(b"large", bytes(range(256)) * 4096 * 4).finish())
        with subprocess.Popen([PROGRAM, f"rootfs:{self.layer}", "-o", "-"], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            process.stdout.close()
            message = process.stderr.read()
        self.assertEqual(process.returncode, 7)
        self.assertIn("standard output: Broken pipe", message)

    def test_a_full_disk_leaves_nothing(self):
        script = ('mount -t tmpfs -o size=$1 none "$2" && cd "$2" && shift 2 && '
                  '"$@"; status=$?; ls -A; exit $status')
        disk = self.folder / "disk"
        disk.mkdir()
        self.layer.write_bytes(LayerTar().file(b"large", os.urandom(3 * MIB)).finish())
        for size in ("4k", "1m", "3m"):
            with self.subTest(size):
                result = oci2boot(f"rootfs:{self.layer}", "-o", "x.tar", cwd=self.folder,
                                  prefix=[*private_mounts(), "sh", "-c", script, "sh", size, disk])
                self.assertEqual(result.returncode, 7, result.stderr)
                self.assertIn("No space left on device", result.stderr)
                self.assertEqual(result.stdout, b"")

    def test_what_exists_is_replaced_only_by_force(self):
        for name in ("x.tar", "x.tar.json"):
            (self.folder / name).write_text("mine")
            message = self.refused(7, f"rootfs:{self.layer}", "-o", "x.tar")
            self.assertIn(f"'{name}': it exists; --force replaces it", message)
            (self.folder / name).unlink()
        self.make()
        self.make("--force")

    def test_the_record_tells_what_it_was_made_from(self):
        self.make()
        record = json.loads((self.folder / "x.tar.json").read_text())
        self.assertEqual(record["image"]["name"], "layer.tar")
        self.assertEqual(record["image"]["layers"][0]["diffId"],
                         "sha256:" + hashlib.sha256(self.layer.read_bytes()).hexdigest())
        data = self.tar.read_bytes()
        self.assertEqual(record["files"], [{"name": "x.tar", "size": len(data),
                                            "sha256": hashlib.sha256(data).hexdigest()}])
        self.assertEqual((record["boot"], record["kernel"], record["patches"]), (None, None, []))

    def test_the_report_fits_80_columns_and_tells_of_no_boot(self):
        for options in ([], ["--verbose", "--force"]):
            report = self.make(*options).stdout.decode()
            self.assertNotIn("boots", report)
            self.assertIn("x.tar.json", report)
        for line in self.convert(f"rootfs:{self.layer}", "-o", "x.tar", "--force",
                                 cwd=self.folder).stdout.decode().splitlines():
            self.assertLessEqual(len(line), 80, line)

    def test_any_platform_has_files(self):
        self.convert(f"rootfs:{self.layer}", "-o", "x.tar", "--platform", "linux/s390x")
        record = json.loads((self.folder / "x.tar.json").read_text())
        self.assertEqual(record["image"]["platform"], "linux/s390x")

    def test_nothing_that_is_about_booting(self):
        for options in (["--kernel", "none"], ["-p", "80:80"], ["--no-patch", "all"],
                        ["--", "/bin/sh"]):
            message = self.refused(2, f"rootfs:{self.layer}", "-o", "x.tar", *options)
            self.assertIn("is about booting", message)
        self.assertEqual(self.files(), ["layer.tar"])


class LimitTest(TestCase):
    """--limit: each is named where it is reached, and can be lifted there."""

    def reached(self, layer, limit):
        (self.folder / "layer.tar").write_bytes(layer.finish())
        message = self.refused(6, "rootfs:layer.tar", "-o", "x.tar", "--limit", limit)
        self.assertIn(f"; --limit {limit.partition('=')[0]}=N raises it", message)
        self.convert("rootfs:layer.tar", "-o", "x.tar", "--limit", limit, "--limit", "none")
        self.convert("rootfs:layer.tar", "-o", "x.tar", "--force", "--limit",
                     limit.partition("=")[0] + "=1G")
        for path in self.folder.iterdir():
            path.unlink()

    def test_limits_of_layers(self):
        self.reached(LayerTar().file(b"a").file(b"b"), "entries=1")
        self.reached(LayerTar().file(b"a" * 11), "path-bytes=10")
        self.reached(LayerTar().file(b"d/" + b"a" * 11), "name-bytes=10")
        self.reached(LayerTar().file(b"a/b/c"), "path-depth=2")
        self.reached(LayerTar().file(b"a", xattrs={b"user.x": b"1234"}), "xattr-bytes=9")
        self.reached(LayerTar().file(b"a" * 101), "header-bytes=100")
        self.reached(LayerTar().file(b"a", b"12345").file(b"b", b"6"), "unpacked-bytes=5")
        self.reached(LayerTar().file(b"a" * 30).file(b"b" * 30), "metadata-bytes=50")

    def layout(self, manifests):
        """A layout whose index.json names an index for each of `manifests` inside one another."""
        layout = self.folder / "layout"
        blobs = layout / "blobs/sha256"
        blobs.mkdir(parents=True)
        (layout / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')

        def put(data, media_type):
            name = hashlib.sha256(data).hexdigest()
            (blobs / name).write_bytes(data)
            return {"mediaType": "application/vnd.oci.image." + media_type, "size": len(data),
                    "digest": "sha256:" + name}

        layers = [LayerTar().file(b"a").finish(), LayerTar().file(b"b").finish()]
        config = {"os": "linux", "architecture": "amd64", "rootfs": {"type": "layers", "diff_ids": [
            "sha256:" + hashlib.sha256(layer).hexdigest() for layer in layers]}}
        named = put(json.dumps({
            "schemaVersion": 2, "config": put(json.dumps(config).encode(), "config.v1+json"),
            "layers": [put(layer, "layer.v1.tar") for layer in layers]}).encode(),
            "manifest.v1+json")
        for _ in range(manifests):
            named = put(json.dumps({"schemaVersion": 2, "manifests": [named]}).encode(),
                        "index.v1+json")
        (layout / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [named]}))
        return f"oci:{layout}"

    def test_limits_of_documents(self):
        image = self.layout(manifests=9)
        for limit in ("layers=1", "index-depth=9", "indexes=8", "document-bytes=50"):
            others = [] if limit.startswith("index-depth") else ["--limit", "index-depth=none"]
            for command in ([image, "-o", "-"], ["inspect", image]):
                with self.subTest(limit=limit, command=command[0]):
                    message = self.refused(6, *command, *others, "--limit", limit)
                    self.assertIn(f"; --limit {limit.partition('=')[0]}=N raises it", message)
        for command in ([image, "-o", "-"], ["inspect", image]):
            self.assertIn("--limit index-depth", self.refused(6, *command))
            self.convert(*command, "--limit", "index-depth=10")

    def test_a_limit_that_is_none(self):
        for value in ("entries", "entries=0", "entires=5", "entries=much"):
            self.assertIn("--limit", self.refused(2, "oci:none", "-o", "x.tar", "--limit", value))


if __name__ == "__main__":
    unittest.main(verbosity=2)
