# SPDX-License-Identifier: Apache-2.0
"""HTTPS: whom to trust, what to show, when plain HTTP will do, and the way through proxies."""

import shutil
import unittest

from tests.support import images
from tests.support.certificates import Authority
from tests.support.forward_proxy import ForwardProxy
from tests.support.pulling import PullTestCase, basic
from tests.support.registry import PASSWORD, USER, Registry, needs_registry


class TlsTestCase(PullTestCase):
    @classmethod
    def setUpClass(cls):
        cls.shared = cls.shared_folder()
        cls.layout = images.busybox_layout(cls.shared / "x", cmd="/bin/sh")
        cls.authority = Authority(cls.shared / "authority")
        cls.storage = cls.shared / "registry"
        cls.open = cls.enterClassContext(Registry(cls.storage))
        cls.open.put(f"oci:{cls.layout}", "x")
        cls.expected = cls.initramfs_of_layout(cls.layout)

    @classmethod
    def serve(cls, **options):
        """The same images from one more registry."""
        return cls.enterClassContext(Registry(cls.storage, **options))

    def certs_d(self, host, *files):
        """Copies files (each with the name it gets) to where containers-certs.d(5) has them."""
        folder = self.home / ".config/containers/certs.d" / host
        folder.mkdir(parents=True)
        for name, file in files:
            shutil.copy(file, folder / name)


@needs_registry
class TrustTest(TlsTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = cls.serve(authority=cls.authority)
        cls.x = cls.registry.name("x")

    def test_an_authority_that_is_named(self):
        ca = ("--ca-cert", self.authority.certificate)
        self.assertEqual(self.initramfs(self.x, *ca), self.expected)
        self.assertEqual(self.initramfs(self.x.replace("127.0.0.1", "localhost"), *ca),
                         self.expected)

    def test_an_authority_in_certs_d(self):
        self.certs_d(self.registry.address, ("ca.crt", self.authority.certificate))
        self.assertEqual(self.initramfs(self.x), self.expected)

    def test_certs_d_of_another_registry_is_no_help(self):
        self.certs_d("127.0.0.1:1", ("ca.crt", self.authority.certificate))
        self.refuses_to_convert(4, self.x)

    def test_a_stranger_is_refused(self):
        message = self.refuses_to_convert(4, self.x)
        self.assertIn(self.registry.address, message)
        self.assertIn("--ca-cert", message)
        other = Authority(self.folder / "other")
        self.refuses_to_convert(4, self.x, "--ca-cert", other.certificate)

    def test_a_certificate_for_another_name(self):
        registry = self.enterContext(Registry(self.storage, authority=self.authority,
                                              names=("registry.example",)))
        self.refuses_to_convert(4, registry.name("x"), "--ca-cert", self.authority.certificate)

    def test_an_authority_that_is_missing_or_none(self):
        (self.folder / "notes.txt").write_text("no certificate")
        for path in ("none.crt", "notes.txt"):
            result = self.oci2boot(self.x, "-o", "x.cpio", "--ca-cert", path)
            self.assertIn(path, result.stderr)
            self.assertNotIn(result.returncode, (0, 4))

    def test_a_client_certificate(self):
        clients = Authority(self.shared / "clients")
        strict = self.serve(authority=self.authority, clients=clients)
        certificate, key = clients.issue("somebody")
        ca = ("ca.crt", self.authority.certificate)
        self.certs_d(strict.address, ca, ("client.cert", certificate), ("client.key", key))
        self.assertEqual(self.initramfs(strict.name("x")), self.expected)

    def test_without_the_client_certificate(self):
        strict = self.serve(authority=self.authority, clients=self.authority)
        self.certs_d(strict.address, ("ca.crt", self.authority.certificate))
        self.assertIn(strict.address, self.refuses_to_convert(4, strict.name("x")))

    def test_a_client_certificate_without_its_key(self):
        certificate, _ = self.authority.issue("somebody")
        self.certs_d(self.registry.address, ("ca.crt", self.authority.certificate),
                     ("client.cert", certificate))
        result = self.oci2boot(self.x, "-o", "x.cpio")
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("client.cert", result.stderr)


@needs_registry
class WayTest(TlsTestCase):
    """A name that no name server knows, behind a proxy that does."""

    NAME = "registry.example"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tls = cls.serve(authority=cls.authority, names=(cls.NAME,))
        cls.ca = ("--ca-cert", cls.authority.certificate)

    def proxied(self, target, **options):
        proxy = self.enterContext(ForwardProxy({
            f"{self.NAME}:443": target, f"{self.NAME}:80": target, f"{self.NAME}:5000": target},
            **options))
        return proxy, f"http://{proxy.address}"

    def test_https_through_a_proxy(self):
        for variable in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
            with self.subTest(variable):
                proxy, url = self.proxied(self.tls.address)
                self.assertEqual(self.initramfs(f"{self.NAME}/x", *self.ca, "--pull=always",
                                                env={variable: url}), self.expected)
                self.assertEqual(set(proxy.requests), {f"CONNECT {self.NAME}:443"})

    def test_a_port_of_its_own(self):
        proxy, url = self.proxied(self.tls.address)
        self.assertEqual(self.initramfs(f"{self.NAME}:5000/x", *self.ca,
                                        env={"https_proxy": url}), self.expected)
        self.assertEqual(set(proxy.requests), {f"CONNECT {self.NAME}:5000"})

    def test_plain_http_only_when_it_is_asked_for(self):
        proxy, url = self.proxied(self.open.address)
        environment = {"http_proxy": url, "https_proxy": url}
        message = self.refuses_to_convert(3, f"{self.NAME}:5000/x", env=environment)
        self.assertIn("--plain-http", message)
        self.assertNotIn(f"GET {self.NAME}:5000", proxy.requests)
        self.assertEqual(self.initramfs(f"{self.NAME}:5000/x", "--plain-http", env=environment),
                         self.expected)

    def test_a_proxy_that_wants_a_password(self):
        proxy, url = self.proxied(self.tls.address, authorization="Basic " + basic())
        password = PASSWORD.replace(" ", "%20")
        signed = url.replace("//", f"//{USER}:{password}@")
        self.assertEqual(self.initramfs(f"{self.NAME}/x", *self.ca, env={"https_proxy": signed}),
                         self.expected)
        message = self.refuses_to_convert(3, f"{self.NAME}/x", "--pull=always", *self.ca,
                                          env={"https_proxy": url})
        self.assertIn(proxy.address, message)
        self.assertIn("password", message)

    def test_a_proxy_that_is_gone(self):
        with ForwardProxy({}) as gone:
            pass
        signed = f"http://{USER}:secret9@{gone.address}"
        message = self.refuses_to_convert(3, f"{self.NAME}/x", env={"https_proxy": signed})
        self.assertIn(gone.address, message)
        self.assertNotIn("secret9", message)

    def test_loopback_needs_no_proxy(self):
        proxy, url = self.proxied(self.open.address)
        for exceptions in ("", "127.0.0.1", "*"):
            with self.subTest(exceptions):
                self.assertEqual(self.initramfs(self.open.name("x"), "--pull=always", env={
                    "http_proxy": url, "https_proxy": url, "no_proxy": exceptions}), self.expected)
        self.assertEqual(proxy.requests, [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
