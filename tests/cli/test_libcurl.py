# SPDX-License-Identifier: Apache-2.0
"""libcurl is loaded by what asks a registry or an engine, and by nothing else: here it is a file
that is no library, so that whoever loads it fails."""

import json
import pathlib
import re
import subprocess
import unittest

from tests.support import images
from tests.support.pulling import PLAIN, PullTestCase

MISSING_TOOL = 8
ROOT = pathlib.Path(__file__).resolve().parents[2]


class WithoutLibcurlTest(PullTestCase):
    @classmethod
    def setUpClass(cls):
        cls.layout = images.busybox_layout(cls.shared_folder() / "image")

    def setUp(self):
        super().setUp()
        libraries = self.home / "lib"
        libraries.mkdir()
        (libraries / "libcurl.so.4").write_text("no library\n" * 100)
        self.environment["LD_LIBRARY_PATH"] = str(libraries)

    def assert_is_told(self, message):
        self.assertRegex(message, "libcurl.* cannot be loaded: .*/libcurl.so.4: .*"
                                  "; install the package libcurl4$")
        self.assertEqual(self.files(), [])

    def test_images_on_disk_convert(self):
        for output in ("initrd", "disk.img", "disk.qcow2"):
            with self.subTest(output=output):
                self.convert(f"oci:{self.layout}", "-o", output, *PLAIN)
        self.convert(f"oci:{self.layout}", "-o", "root.tar")

    def test_commands_that_ask_nobody_work(self):
        for command in (["--version"], ["--help"], ["inspect", f"oci:{self.layout}"],
                        ["cache", "ls"], ["completion", "words", "--", ""]):
            with self.subTest(command=command):
                self.convert(*command)

    def test_who_asks_a_registry_is_told(self):
        for name in ("alpine", "registry.example/alpine"):
            with self.subTest(name=name):
                self.assert_is_told(self.refuses_to_convert(MISSING_TOOL, name))

    def test_one_that_is_too_old_is_told(self):
        functions = "\n".join(f"void {name}(void) {{}}" for name in re.findall(
            r'"(curl_\w+)"', (ROOT / "oci/http/libcurl.cc").read_text())
            if name != "curl_version_info")
        (self.home / "old.c").write_text(functions + """
            static struct { int age; const char *version; unsigned number; } old =
                {3, "7.60.0", 0x073c00};
            void *curl_version_info(int age) { return &old; }""")
        subprocess.run(["cc", "-shared", "-fPIC", "-o", self.home / "lib/libcurl.so.4",
                        self.home / "old.c"], check=True)
        self.assertRegex(self.refuses_to_convert(MISSING_TOOL, "alpine"),
                         "libcurl.* is 7.60.0; 7.81 or later is needed$")

    def test_it_is_not_the_mirror_that_is_wrong(self):
        self.assert_is_told(self.refuses_to_convert(MISSING_TOOL, "alpine", "--mirror",
                                                    "mirror.example"))

    def test_it_is_not_the_manifest_that_is_wrong(self):
        blobs = self.layout / "blobs/sha256"
        index = json.loads((self.layout / "index.json").read_text())
        manifest = json.loads((blobs / index["manifests"][0]["digest"][7:]).read_text())
        config = json.loads((blobs / manifest["config"]["digest"][7:]).read_text())
        layer = manifest["layers"][0]
        layer["urls"] = ["https://layers.example/"]
        layout = images.with_changed_documents(self.layout, self.home / "x", config, manifest)
        (layout / "blobs/sha256" / layer["digest"][7:]).unlink()
        self.assert_is_told(self.refuses_to_convert(MISSING_TOOL, f"oci:{layout}"))

    def test_who_asks_an_engine_is_told(self):
        self.environment["DOCKER_HOST"] = "tcp://127.0.0.1:1"
        self.assert_is_told(self.refuses_to_convert(MISSING_TOOL, "docker-daemon:alpine:latest"))

    def test_the_doctor_finds_it(self):
        result = self.oci2boot("doctor", "--json")
        (found,) = [finding for finding in json.loads(result.stdout)["findings"]
                    if finding["subject"] == "libcurl"]
        self.assertEqual(found["status"], "fail")
        self.assert_is_told(found["detail"])
        self.assertIn("libcurl4", found["wayOut"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
