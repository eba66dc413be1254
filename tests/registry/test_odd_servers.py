# SPDX-License-Identifier: Apache-2.0
"""Servers that speak the protocol in a way of their own, within their rights or a little outside of
them."""

import json
import unittest

from tests.registry.test_transfer import TransferTestCase
from tests.support.faulty_proxy import (
    chunked, cut, redirect, status, with_headers, without_range)
from tests.support.registry import needs_registry


@needs_registry
class OddServerTest(TransferTestCase):
    def test_a_body_in_chunks(self):
        self.proxy.fault("", chunked())
        self.heals()

    def test_chunks_that_end_too_early(self):
        self.proxy.fault(self.blob, chunked(cut(100_000)), times=1)
        self.proxy.fault("", chunked())
        self.heals()
        self.assertEqual(self.ranges(), ["", "bytes=100000-"])

    def test_an_encoding_that_is_the_blobs_own(self):
        """Some servers take gzip for a transfer's encoding, which it is not to be undone."""
        self.proxy.fault(self.proxy.BLOBS, with_headers(Content_Encoding="gzip"))
        self.heals()

    def test_media_types_that_say_nothing(self):
        for media_type in ("application/json", "text/plain; charset=utf-8",
                           "application/octet-stream"):
            with self.subTest(media_type):
                self.proxy.calm()
                self.proxy.fault(self.proxy.MANIFESTS, with_headers(Content_Type=media_type))
                self.heals("--pull=always")

    def test_a_digest_header_that_is_wrong(self):
        self.proxy.fault(self.proxy.MANIFESTS,
                         with_headers(Docker_Content_Digest="sha256:" + 64 * "0"))
        result = self.oci2boot("pull", self.x, "-q")
        self.assertIn(result.returncode, (0, 5), result.stderr)
        if result.returncode == 0:
            self.assertIn(self.digest, result.stdout.decode())

    def test_redirects_of_everything(self):
        for pattern in (self.proxy.MANIFESTS, self.proxy.BLOBS):
            self.proxy.fault(pattern, redirect(self.registry.address))
        self.heals()

    def test_redirects_without_a_host(self):
        self.proxy.fault("/blobs/|/manifests/", redirect(""))
        self.heals()

    def test_a_redirect_after_a_cut(self):
        """The place may be another one each time."""
        self.proxy.fault(self.blob, cut(100_000), times=1)
        self.proxy.fault(self.blob, redirect(self.registry.address))
        self.heals()
        self.assertEqual(self.ranges(), ["", "bytes=100000-"])

    def test_a_server_that_refuses_ranges(self):
        self.proxy.fault(self.blob, cut(100_000), times=1)
        self.proxy.fault(self.blob, status(416), times=1)
        self.proxy.fault(self.blob, without_range)
        self.heals()

    def test_what_a_server_says_cannot_steer_a_terminal(self):
        said = json.dumps({"errors": [{
            "code": "DENIED", "message": "no\x1b[2J\r\nOops\x07",
            "detail": "\x1b]0;title\x07"}]}).encode()
        for code in (403, 404, 400):
            self.proxy.calm()
            self.proxy.fault("", status(code, said))
            result = self.oci2boot(self.x, "-o", "x.cpio")
            self.assertRegex(result.stderr, r"\Aoci2boot: [^\x00-\x1f\x7f]+\n\Z")
            self.assertIn(result.returncode, (3, 4))

    def test_what_a_server_says_is_cut_where_it_has_no_end(self):
        said = json.dumps({"errors": [{"code": "DENIED", "message": "no " * 1_000_000}]}).encode()
        self.proxy.fault("", status(403, said))
        result = self.oci2boot(self.x, "-o", "x.cpio")
        self.assertEqual(result.returncode, 4)
        self.assertLess(len(result.stderr), 2000)

    def test_a_page_instead_of_the_api(self):
        self.proxy.fault("", status(200, b"<html><body>welcome</body></html>",
                                    Content_Type="text/html"))
        result = self.oci2boot(self.x, "-o", "x.cpio")
        self.assertIn(result.returncode, (3, 6), result.stderr)
        self.assertEqual(self.files(), [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
