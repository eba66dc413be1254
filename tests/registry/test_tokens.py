# SPDX-License-Identifier: Apache-2.0
"""Registries that send their clients to a token server: which questions it is asked, what it is
shown, and that a token lasts as long as it lasts."""

import time
import unittest

from tests.support import images
from tests.support.faulty_proxy import FaultyProxy, Gate, held
from tests.support.pulling import PullTestCase, basic
from tests.support.registry import PASSWORD, USER, Registry, needs_registry
from tests.support.token_server import TokenServer

IDENTITY = "identity-token-of-alice"
WRONG = "not the password 7"


@needs_registry
class TokenTest(PullTestCase):
    secrets = (*PullTestCase.secrets, IDENTITY, WRONG, basic(password=WRONG), "eyJ")

    @classmethod
    def setUpClass(cls):
        shared = cls.shared_folder()
        cls.tokens = cls.enterClassContext(TokenServer(
            shared / "tokens", {USER: PASSWORD}, {IDENTITY: USER}))
        cls.registry = cls.enterClassContext(Registry(shared / "registry", tokens=cls.tokens))
        layout = images.layered_layout(shared / "x")
        for repository in ("x", "private/x"):
            cls.registry.put(f"oci:{layout}", repository)
        cls.expected = cls.initramfs_of_layout(layout)
        cls.host, cls.x = cls.registry.address, cls.registry.name("x")
        cls.private = cls.registry.name("private/x")
        cls.creds = ("--creds", f"{USER}:{PASSWORD}")

    def setUp(self):
        super().setUp()
        self.tokens.lifetime, self.tokens.declared = 300, None
        self.tokens.requests.clear()
        self.proxy = self.enterContext(FaultyProxy(self.registry.address))

    def test_anonymous(self):
        self.assertEqual(self.initramfs(self.x), self.expected)
        request, = self.tokens.requests
        self.assertEqual((request.method, request.authorization), ("GET", ""))
        self.assertEqual(request.parameters["service"], [self.tokens.service])
        self.assertEqual(request.parameters["scope"], ["repository:x:pull"])

    def test_one_token_serves_a_whole_pull(self):
        self.assertEqual(self.initramfs(self.proxy.name("x")), self.expected)
        self.assertEqual(len(self.tokens.requests), 1)
        self.assertEqual([request.path for request in self.proxy.gets("/blobs/")
                          if request.status == 401], [])

    def test_a_password_goes_to_the_token_server_and_nowhere_else(self):
        self.assertEqual(self.initramfs(self.proxy.name("private/x"), *self.creds), self.expected)
        request, = self.tokens.requests
        self.assertEqual(request.authorization, f"Basic {basic()}")
        for request in self.proxy.requests:
            self.assertRegex(request.headers.get("authorization", "Bearer "), r"\ABearer ")
            self.assertNotIn(PASSWORD, str(request))

    def test_what_is_private_is_refused_to_anyone(self):
        message = self.refuses_to_convert(4, self.private)
        self.assertIn(self.host, message)
        self.assertIn("private/x", message)

    def test_a_wrong_password(self):
        message = self.refuses_to_convert(4, self.x, "--creds", f"{USER}:{WRONG}")
        for word in (self.host, USER, "--creds"):
            self.assertIn(word, message)

    def test_an_identity_token_is_exchanged(self):
        self.write_json(".docker/config.json", {"auths": {self.host: {
            "auth": basic(password=""), "identitytoken": IDENTITY}}})
        self.assertEqual(self.initramfs(self.private), self.expected)
        request, = self.tokens.requests
        self.assertEqual((request.method, request.authorization), ("POST", ""))
        self.assertEqual(request.parameters["grant_type"], ["refresh_token"])
        self.assertEqual(request.parameters["refresh_token"], [IDENTITY])
        self.assertEqual(request.parameters["scope"], ["repository:private/x:pull"])
        self.assertEqual(request.parameters["service"], [self.tokens.service])
        self.assertTrue(request.parameters["client_id"][0])

    def test_an_identity_token_from_a_helper(self):
        helper = self.home / "docker-credential-test"
        helper.write_text(f'#!/bin/sh\necho \'{{"Username":"<token>","Secret":"{IDENTITY}"}}\'\n')
        helper.chmod(0o755)
        self.environment["PATH"] = f"{self.home}:/usr/bin:/bin"
        self.write_json(".docker/config.json", {"credsStore": "test"})
        self.assertEqual(self.initramfs(self.private), self.expected)
        self.assertEqual(self.tokens.requests[0].method, "POST")

    def test_a_revoked_identity_token(self):
        file = self.write_json(".docker/config.json", {"auths": {self.host: {
            "auth": basic(password=""), "identitytoken": IDENTITY + "-of-old"}}})
        self.assertIn(str(file), self.refuses_to_convert(4, self.private))

    def expire_in_the_middle(self):
        """The first layer stops until the token that it was asked for with is old, and is cut."""
        self.tokens.lifetime = 2
        gate = Gate()
        self.proxy.fault(self.proxy.BLOBS, held(gate, 100))
        process = self.start("pull", self.proxy.name("private/x"), *self.creds, "--parallel", "1")
        gate.wait_until_reached()
        time.sleep(self.tokens.lifetime + 1)
        gate.open()
        _, said = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0, said)
        self.assert_no_secret(said)
        self.assertGreaterEqual(len(self.tokens.requests), 2)
        self.assertEqual(self.initramfs(self.proxy.name("private/x"), "--offline"), self.expected)

    def test_a_token_that_expires_in_the_middle_of_a_pull_is_renewed(self):
        self.tokens.declared = 2
        self.expire_in_the_middle()

    def test_a_token_that_lasts_shorter_than_was_said_is_renewed(self):
        self.expire_in_the_middle()
        self.assertIn(401, [request.status for request in self.proxy.gets("/blobs/")])

    def test_a_token_server_that_is_gone(self):
        with TokenServer(self.folder / "tokens") as gone:
            registry = self.enterContext(Registry(self.folder / "registry", tokens=gone))
        message = self.refuses_to_convert(3, registry.name("x"))
        self.assertIn(gone.address, message)


if __name__ == "__main__":
    unittest.main(verbosity=2)
