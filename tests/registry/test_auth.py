# SPDX-License-Identifier: Apache-2.0
"""Who asks: names and passwords from every place where people keep them, shown to whom they are
for and to nobody else, and never printed."""

import json
import unittest

from tests.support import images
from tests.support.faulty_proxy import FaultyProxy, redirect, status
from tests.support.program import PROGRAM, environment
from tests.support.pulling import PLAIN, PullTestCase, basic
from tests.support.registry import PASSWORD, USER, Registry, needs_registry
from tests.support.screen import run_on_terminal

WRONG = "not the password 7"


def auths(registry, user=USER, password=PASSWORD):
    return {"auths": {registry: {"auth": basic(user, password)}}}


class AuthTestCase(PullTestCase):
    secrets = (*PullTestCase.secrets, WRONG, basic(password=WRONG))

    def write_helper(self, name, answer, exit_status=0):
        """A credential helper on $PATH that prints `answer` and notes how it was called."""
        folder = self.home / "bin"
        folder.mkdir(exist_ok=True)
        (folder / f"answer-{name}").write_text(answer)
        helper = folder / f"docker-credential-{name}"
        helper.write_text(f'#!/bin/sh\necho "$*" >>{self.home}/helper.log\n'
                          f'cat >>{self.home}/helper.log\ncat {folder}/answer-{name}\n'
                          f'exit {exit_status}\n')
        helper.chmod(0o755)
        self.environment["PATH"] = f"{folder}:/usr/bin:/bin"

    def helper_calls(self):
        return (self.home / "helper.log").read_text().split()


@needs_registry
class BasicTest(AuthTestCase):
    """A registry that wants a name and a password (RFC 7617)."""

    @classmethod
    def setUpClass(cls):
        shared = cls.shared_folder()
        cls.registry = cls.enterClassContext(Registry(shared / "registry", basic=True))
        layout = images.busybox_layout(shared / "x", cmd="/bin/sh")
        for repository in ("x", "team/x"):
            cls.registry.put(f"oci:{layout}", repository)
        cls.expected = cls.initramfs_of_layout(layout)
        cls.host, cls.x = cls.registry.address, cls.registry.name("x")

    def test_nobody_in_particular_is_refused(self):
        message = self.refuses_to_convert(4, self.x)
        self.assertIn(self.host, message)
        self.assertRegex(message, "login|--creds")

    def test_creds(self):
        self.assertEqual(self.initramfs(self.x, "--creds", f"{USER}:{PASSWORD}"), self.expected)

    def test_files_in_their_places(self):
        for path in (".docker/config.json", "run/containers/auth.json",
                     ".config/containers/auth.json", "docker-config/config.json"):
            with self.subTest(path):
                file = self.write_json(path, auths(self.host))
                self.environment["DOCKER_CONFIG"] = (
                    str(file.parent) if "docker-config" in path else None)
                self.assertEqual(self.initramfs(self.x, "--cache-dir", self.home / "c" / path),
                                 self.expected)
                file.unlink()

    def test_a_file_that_is_named(self):
        file = self.write_json("mine.json", auths(self.host))
        self.write_json(".docker/config.json", auths(self.host, password=WRONG))
        self.assertEqual(self.initramfs(self.x, "--authfile", file), self.expected)
        self.assertEqual(self.initramfs(self.x, "--pull=always",
                                        env={"REGISTRY_AUTH_FILE": str(file)}), self.expected)

    def test_a_file_for_another_registry_is_no_help(self):
        self.write_json(".docker/config.json", auths("registry.example"))
        self.refuses_to_convert(4, self.x)

    def test_the_next_file_is_asked_when_one_knows_nothing(self):
        self.write_json("run/containers/auth.json", auths("registry.example"))
        self.write_json(".docker/config.json", auths(self.host))
        self.assertEqual(self.initramfs(self.x), self.expected)

    def test_keys_as_tools_write_them(self):
        for key in (self.host, f"http://{self.host}", f"http://{self.host}/v2/",
                    f"https://{self.host}/v1/"):
            with self.subTest(key):
                self.write_json(".docker/config.json", auths(key))
                self.assertEqual(self.initramfs(self.x, "--pull=always"), self.expected)

    def test_the_most_specific_key_decides(self):
        self.write_json("run/containers/auth.json", {"auths": {
            self.host: {"auth": basic(password=WRONG)},
            f"{self.host}/team": {"auth": basic()}}})
        self.assertEqual(self.initramfs(self.registry.name("team/x")), self.expected)
        self.refuses_to_convert(4, self.x)

    def test_a_helper_for_this_registry(self):
        self.write_helper("test", json.dumps({"Username": USER, "Secret": PASSWORD}))
        self.write_json(".docker/config.json", {"credHelpers": {self.host: "test"}})
        self.assertEqual(self.initramfs(self.x), self.expected)
        self.assertEqual(self.helper_calls(), ["get", self.host])

    def test_a_helper_for_all(self):
        self.write_helper("test", json.dumps({"Username": USER, "Secret": PASSWORD}))
        self.write_json(".docker/config.json", {"credsStore": "test", "auths": {self.host: {}}})
        self.assertEqual(self.initramfs(self.x), self.expected)

    def test_a_helper_that_knows_nothing(self):
        self.write_helper("test", "credentials not found in native keychain\n", 1)
        self.write_json(".docker/config.json", {"credsStore": "test"})
        self.refuses_to_convert(4, self.x)

    def test_a_helper_that_fails_is_named(self):
        self.write_json(".docker/config.json", {"credsStore": "test"})
        for answer in ("no keys here", json.dumps({"Username": USER, "Secret": PASSWORD}),
                       f'{{"Secret": "{PASSWORD}'):
            with self.subTest(answer):
                self.write_helper("test", answer, 3)
                self.assertIn("docker-credential-test", self.refuses_to_convert(1, self.x))

    def test_a_helper_that_is_not_installed_is_named(self):
        self.write_json(".docker/config.json", {"credHelpers": {self.host: "nosuch"}})
        self.assertIn("docker-credential-nosuch", self.refuses_to_convert(8, self.x))

    def test_a_helpers_name_is_no_path_and_no_command(self):
        for name in ("../evil", "a; touch evil", ""):
            with self.subTest(name):
                self.write_json(".docker/config.json", {"credHelpers": {self.host: name}})
                self.assertNotEqual(self.oci2boot(self.x, "-o", "x.cpio").returncode, 0)
                self.assertEqual(self.files(), [])

    def test_a_wrong_password_and_where_it_came_from(self):
        config = self.write_json(".docker/config.json", auths(self.host, password=WRONG))
        message = self.refuses_to_convert(4, self.x)
        for word in (self.host, USER, str(config)):
            self.assertIn(word, message)
        message = self.refuses_to_convert(4, self.x, "--creds", f"{USER}:{WRONG}")
        for word in (self.host, USER, "--creds"):
            self.assertIn(word, message)
        self.write_helper("test", json.dumps({"Username": USER, "Secret": WRONG}))
        self.write_json(".docker/config.json", {"credHelpers": {self.host: "test"}})
        message = self.refuses_to_convert(4, self.x)
        for word in (self.host, USER, "docker-credential-test"):
            self.assertIn(word, message)

    def test_a_file_that_is_broken_is_named_and_not_repeated(self):
        file = self.write_json(".docker/config.json", {})
        file.write_text(f'{{"auths": {{"{self.host}": {{"auth": "{basic()}"')
        self.assertIn(str(file), self.refuses_to_convert(1, self.x))

    def test_a_named_file_that_is_missing(self):
        result = self.oci2boot(self.x, "-o", "x.cpio", "--authfile", self.home / "none.json")
        self.assertIn("none.json: No such file or directory", result.stderr)
        self.assertNotEqual(result.returncode, 0)

    def test_a_password_is_asked_for_and_not_shown(self):
        status, _, written = run_on_terminal(
            [PROGRAM, self.x, "-o", "x.cpio", *PLAIN, "--creds", USER], typed=f"{PASSWORD}\n",
            cwd=self.folder, env=environment(self.environment))
        self.assertEqual(status, 0, written)
        self.assert_no_secret(written)
        self.assertEqual((self.folder / "x.cpio").read_bytes(), self.expected)

    def test_nobody_is_there_to_ask(self):
        self.assertIn("--creds", self.refuses_to_convert(2, self.x, "--creds", USER,
                                                         prefix=["setsid", "--wait"]))

    def test_creds_that_are_none(self):
        self.assertIn("--creds", self.refuses_to_convert(2, self.x, "--creds", ":x"))


@needs_registry
class RedirectTest(AuthTestCase):
    """Blobs that lie elsewhere, as with every large registry."""

    @classmethod
    def setUpClass(cls):
        shared = cls.shared_folder()
        cls.registry = cls.enterClassContext(Registry(shared / "registry", basic=True))
        layout = images.layered_layout(shared / "x", layers=1)
        cls.registry.put(f"oci:{layout}", "x")
        cls.storage = cls.enterClassContext(Registry(shared / "registry"))
        cls.expected = cls.initramfs_of_layout(layout)
        cls.creds = ("--creds", f"{USER}:{PASSWORD}")

    def setUp(self):
        super().setUp()
        self.front = self.enterContext(FaultyProxy(self.registry.address))
        self.elsewhere = self.enterContext(FaultyProxy(self.storage.address))

    def test_credentials_stay(self):
        self.front.fault(self.front.BLOBS, redirect(self.elsewhere.address))
        self.assertEqual(self.initramfs(self.front.name("x"), *self.creds), self.expected)
        self.assertEqual(len(self.elsewhere.gets("/blobs/")), 3)
        self.assertTrue(all(request.is_authorised for request in self.front.gets("/blobs/")))
        for request in self.elsewhere.requests:
            self.assertFalse(request.is_authorised)
            self.assertNotIn("cookie", request.headers)

    def test_credentials_stay_over_another_name_of_the_same_host(self):
        other = self.elsewhere.address.replace("127.0.0.1", "localhost")
        self.front.fault(self.front.BLOBS, redirect(other))
        self.assertEqual(self.initramfs(self.front.name("x"), *self.creds), self.expected)
        self.assertFalse(any(request.is_authorised for request in self.elsewhere.requests))

    def test_a_chain_back_to_the_registry(self):
        self.front.fault(self.front.BLOBS, redirect(self.elsewhere.address), times=1)
        self.elsewhere.fault(self.front.BLOBS, redirect(self.front.address))
        self.assertEqual(self.initramfs(self.front.name("x"), *self.creds), self.expected)
        self.assertFalse(any(request.is_authorised for request in self.elsewhere.requests))

    def test_a_circle_ends(self):
        self.front.fault(self.front.BLOBS, redirect(self.elsewhere.address))
        self.elsewhere.fault(self.front.BLOBS, redirect(self.front.address))
        message = self.refuses_to_convert(3, self.front.name("x"), *self.creds)
        self.assertIn("redirect", message)

    def test_a_refusal_elsewhere_tells_no_signature(self):
        self.front.fault(self.front.BLOBS, redirect(self.elsewhere.address))
        self.elsewhere.fault(self.front.BLOBS, status(403))
        result = self.oci2boot(self.front.name("x"), "-o", "x.cpio", *self.creds)
        self.assertIn(result.returncode, (3, 4), result.stderr)
        self.assertIn("403", result.stderr)
        self.assertNotIn("SIGNATURE", result.stderr)

    def test_nowhere_but_to_http(self):
        for target in ("file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/x"):
            with self.subTest(target):
                self.front.calm()
                self.front.fault(self.front.BLOBS, status(302, Location=target))
                result = self.oci2boot(self.front.name("x"), "-o", "x.cpio", *self.creds)
                self.assertNotEqual(result.returncode, 0)
                self.assertEqual(self.files(), [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
