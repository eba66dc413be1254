# SPDX-License-Identifier: Apache-2.0
"""Tests that fetch: a home folder of their own, a cache of their own, and no secret printed."""

import base64
import json
import os
import pathlib
import subprocess
import tempfile

from tests.support.program import PROGRAM, TestCase, environment, oci2boot
from tests.support.registry import PASSWORD, USER

# Of what the program reads, all that could be this user's own.
_SURROUNDINGS = (
    "DOCKER_CONFIG", "DOCKER_HOST", "REGISTRY_AUTH_FILE", "OCI2BOOT_MIRRORS", "SSL_CERT_FILE",
    "SSL_CERT_DIR", "http_proxy", "https_proxy", "no_proxy", "all_proxy", "HTTP_PROXY",
    "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY")

# A root file system and nothing that depends on this machine or on the image's name.
PLAIN = ("--kernel", "none", "--hostname", "guest")
# The same archive on standard output.
PIPED = ("-o", "-", "--format", "cpio", "--compress", "none", *PLAIN)


def basic(user=USER, password=PASSWORD):
    """As auth files and the Authorization header have it."""
    return base64.b64encode(f"{user}:{password}".encode()).decode()


class PullTestCase(TestCase):
    """Outputs go to self.folder; everything else that the program may write goes to self.home."""

    # Texts that must never be printed.
    secrets = (PASSWORD, basic())

    def setUp(self):
        super().setUp()
        home = tempfile.TemporaryDirectory(prefix="oci2boot-test-")
        self.addCleanup(home.cleanup)
        self.home = pathlib.Path(home.name)
        self.cache = self.home / ".cache/oci2boot"
        self.environment = self.environment_of(self.home)

    @staticmethod
    def environment_of(home):
        """Of a user with this home folder and nothing else."""
        return {**dict.fromkeys(_SURROUNDINGS), "HOME": str(home),
                "XDG_CACHE_HOME": str(home / ".cache"), "XDG_CONFIG_HOME": str(home / ".config"),
                "XDG_RUNTIME_DIR": str(home / "run")}

    def oci2boot(self, *arguments, **options):
        options["env"] = {**self.environment, **(options.get("env") or {})}
        options.setdefault("cwd", self.folder)
        result = oci2boot(*arguments, **options)
        self.assert_no_secret(result.stderr)
        self.assert_no_secret(result.stdout.decode(errors="replace"))
        return result

    def assert_no_secret(self, text):
        for secret in self.secrets:
            self.assertNotIn(secret, text)

    def convert(self, *arguments, **options):
        result = self.oci2boot(*arguments, **options)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result

    def refused(self, status, *arguments, **options):
        result = self.oci2boot(*arguments, **options)
        self.assertEqual(result.returncode, status, result.stderr)
        *_, message = result.stderr.splitlines()
        self.assertRegex(message, r"\Aoci2boot: .+[^.]\Z")
        return message

    def initramfs(self, image, *options, **surroundings):
        """What the image is turned into: the archive's bytes."""
        self.convert(image, "-o", "x.cpio", "--force", *PLAIN, *options, **surroundings)
        return (self.folder / "x.cpio").read_bytes()

    def refuses_to_convert(self, status, image, *options, **surroundings):
        """The message; there is no output."""
        message = self.refused(status, image, "-o", "refused.cpio", *PLAIN, *options,
                               **surroundings)
        self.assertFalse((self.folder / "refused.cpio").exists())
        return message

    @classmethod
    def initramfs_of_layout(cls, layout, *options):
        """What it should be: the same, made from the image's own files."""
        with tempfile.TemporaryDirectory() as scratch:
            result = oci2boot(f"oci:{layout}", "-o", "x.cpio", *PLAIN, *options, cwd=scratch,
                              env=cls.environment_of(pathlib.Path(scratch)))
            if result.returncode != 0:
                raise AssertionError(result.stderr)
            return (pathlib.Path(scratch) / "x.cpio").read_bytes()

    def start(self, *arguments, **options):
        """Runs in the background; killed when the test ends."""
        process = subprocess.Popen(
            [PROGRAM, *map(str, arguments)], cwd=options.pop("cwd", self.folder),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=environment({**self.environment, **options.pop("env", {})}), text=True, **options)

        def end():
            process.kill()
            process.communicate()

        self.addCleanup(end)
        return process

    def write_json(self, path, document):
        """A file in the home folder."""
        file = self.home / path
        os.makedirs(file.parent, exist_ok=True)
        file.write_text(json.dumps(document))
        return file
