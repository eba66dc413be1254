# SPDX-License-Identifier: Apache-2.0
"""What lines and servers do to a transfer: gone on with where it ended, tried again, or caught; the
result is the right bytes or an error, never other bytes."""

import datetime
import email.utils
import json
import unittest

from tests.support import images
from tests.support.faulty_proxy import (
    FaultyProxy, Gate, changed, cut, flipped, held, silent, status, with_headers, without_range)
from tests.support.program import wait_until
from tests.support.pulling import PLAIN, PullTestCase
from tests.support.registry import Registry, needs_registry


class TransferTestCase(PullTestCase):
    @classmethod
    def setUpClass(cls):
        shared = cls.shared_folder()
        cls.registry = cls.enterClassContext(Registry(shared / "registry"))
        cls.layout = images.layered_layout(shared / "x", layers=2)
        cls.digest = cls.registry.put(f"oci:{cls.layout}", "x")
        cls.expected = cls.initramfs_of_layout(cls.layout)
        cls.manifest = cls.registry.manifest("x")[1]
        cls.layer = cls.manifest["layers"][1]
        cls.blob, cls.size = cls.layer["digest"], cls.layer["size"]

    def setUp(self):
        super().setUp()
        self.proxy = self.enterContext(FaultyProxy(self.registry.address))
        self.x = self.proxy.name("x")

    def ranges(self):
        """What was asked for of the layer, request by request."""
        return [request.range for request in self.proxy.gets(self.blob)]

    def heals(self, *options):
        self.assertEqual(self.initramfs(self.x, *options), self.expected)


@needs_registry
class CutTest(TransferTestCase):
    def test_a_cut_transfer_goes_on_where_it_ended(self):
        self.proxy.fault(self.blob, cut(100_000), times=1)
        self.heals()
        self.assertEqual(self.ranges(), ["", "bytes=100000-"])

    def test_cut_after_cut(self):
        """As long as something arrives, nobody gives up."""
        self.proxy.fault(self.blob, cut(40_000), times=9)
        self.heals()
        self.assertEqual(self.ranges(), [""] + [f"bytes={40_000 * n}-" for n in range(1, 10)])

    def test_cut_before_the_first_byte(self):
        self.proxy.fault(self.blob, cut(0), times=1)
        self.heals()

    def test_cut_before_the_status(self):
        def gone(request, fetch):
            raise ConnectionResetError
        self.proxy.fault(self.blob, gone, times=1)
        self.heals()

    def test_a_cut_manifest_and_a_cut_configuration(self):
        self.proxy.fault(self.proxy.MANIFESTS, cut(50), times=1)
        self.proxy.fault(self.manifest["config"]["digest"], cut(50), times=1)
        self.heals()

    def test_a_server_that_ignores_range(self):
        self.proxy.fault(self.blob, cut(100_000), times=1)
        self.proxy.fault(self.blob, without_range)
        self.heals()
        self.assertEqual(self.ranges(), ["", "bytes=100000-"])

    def test_a_server_that_ignores_range_and_cuts(self):
        self.proxy.fault(self.blob, cut(100_000), times=1)
        self.proxy.fault(self.blob, cut(150_000, without_range), times=1)
        self.proxy.fault(self.blob, without_range)
        self.heals()
        self.assertEqual(self.ranges(), ["", "bytes=100000-", "bytes=150000-"])

    def test_other_bytes_than_were_asked_for(self):
        """The second answer claims to begin elsewhere, or says nothing of where it begins."""
        for claim in (f"bytes 5-{self.size - 1}/{self.size}", "bytes 100000-100001/7", "nonsense"):
            with self.subTest(claim):
                self.proxy.calm()
                self.proxy.fault(self.blob, cut(100_000), times=1)
                self.proxy.fault(self.blob, with_headers(Content_Range=claim), times=1)
                result = self.oci2boot(self.x, "-o", "x.cpio", "--force", *PLAIN)
                self.assertIn(result.returncode, (0, 5), result.stderr)
                self.heals()
                self.convert("cache", "prune", "--keep", "0")


@needs_registry
class LyingTest(TransferTestCase):
    """What comes is not what the digest says."""

    def caught(self, fault, pattern=None):
        self.proxy.fault(pattern or self.blob, fault)
        self.assertIn("sha256:", self.refuses_to_convert(5, self.x))
        self.proxy.calm()
        self.heals()

    def test_a_flipped_byte(self):
        for offset in (0, self.size // 2, self.size - 1):
            with self.subTest(offset):
                self.caught(flipped(offset))
                self.convert("cache", "prune", "--keep", "0")

    def test_a_byte_that_is_flipped_once_is_healed(self):
        self.proxy.fault(self.blob, flipped(self.size // 2), times=1)
        result = self.oci2boot(self.x, "-o", "x.cpio", *PLAIN)
        self.assertIn(result.returncode, (0, 5), result.stderr)
        self.heals()

    def test_a_flipped_byte_in_what_is_sent_after_a_cut(self):
        self.proxy.fault(self.blob, cut(100_000), times=1)
        self.caught(flipped(10))

    def test_too_little(self):
        self.caught(changed(lambda body: body[:-1]))
        self.convert("cache", "prune", "--keep", "0")
        self.caught(changed(lambda body: b""))

    def test_too_much(self):
        self.caught(changed(lambda body: body + b"x"))
        self.convert("cache", "prune", "--keep", "0")
        self.caught(changed(lambda body: body + bytes(1 << 20)))

    def test_another_blob(self):
        other = (self.layout / "blobs/sha256" / self.manifest["layers"][2]["digest"][7:])
        self.caught(changed(lambda body: other.read_bytes()))

    def test_an_error_page(self):
        self.caught(changed(lambda body: b"<html>please log in to the network</html>"))

    def test_a_flipped_configuration(self):
        self.caught(changed(lambda body: body.replace(b"linux", b"minux")),
                    self.manifest["config"]["digest"])

    def test_a_manifest_that_is_not_the_one_that_was_asked_for(self):
        self.proxy.fault(self.proxy.MANIFESTS, changed(lambda body: body.replace(b"}", b" }", 1)))
        message = self.refuses_to_convert(5, f"{self.x}@{self.digest}")
        self.assertIn(self.digest[:19], message)

    def test_an_endless_manifest_or_configuration(self):
        for pattern in (self.proxy.MANIFESTS, self.manifest["config"]["digest"]):
            with self.subTest(pattern):
                self.proxy.calm()
                self.proxy.fault(pattern, changed(lambda body: body + b" " * (9 << 20)))
                result = self.oci2boot(self.x, "-o", "x.cpio")
                self.assertIn(result.returncode, (5, 6), result.stderr)
                self.assertEqual(self.files(), [])

    def test_a_header_without_end(self):
        self.proxy.fault(self.proxy.MANIFESTS, with_headers(X_Long="x" * (1 << 20)))
        self.assertNotEqual(self.oci2boot(self.x, "-o", "x.cpio").returncode, 0)
        self.assertEqual(self.files(), [])


@needs_registry
class BusyTest(TransferTestCase):
    """429 and 5xx pass."""

    def test_retry_after(self):
        for pattern in ("/v2/$", self.proxy.MANIFESTS, self.manifest["config"]["digest"],
                        self.blob):
            self.proxy.fault(pattern, status(429, Retry_After="1"), times=1)
        self.heals()

    def test_a_pause_is_told_of(self):
        self.proxy.fault(self.blob, status(429, Retry_After="1"), times=1)
        result = self.convert(self.x, "-o", "x.cpio", "--kernel=none")
        self.assertRegex(result.stderr, rf"(?m)^oci2boot: .*{self.proxy.address}.*429.*; "
                                        r"trying again in 1s$")

    def test_retry_after_a_date(self):
        soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=1)
        self.proxy.fault(self.blob, status(503, Retry_After=email.utils.format_datetime(
            soon, usegmt=True)), times=1)
        self.heals()

    def test_server_errors(self):
        for code in (500, 502, 503, 504):
            self.proxy.fault(self.manifest["layers"][code % 3]["digest"], status(code), times=1)
        self.heals()

    def test_too_long_to_wait(self):
        self.proxy.fault(self.proxy.MANIFESTS, status(429, Retry_After="86400"))
        message = self.refuses_to_convert(3, self.x)
        self.assertIn("429", message)
        self.assertIn(self.proxy.address, message)
        self.assertEqual(len(self.proxy.gets(self.proxy.MANIFESTS)), 1)

    def test_what_does_not_pass_is_not_tried_again(self):
        for code, expected in ((401, 4), (403, 4), (404, 3), (400, 3)):
            with self.subTest(code):
                self.proxy.calm()
                self.proxy.fault(self.blob, status(
                    code, **({"WWW_Authenticate": "Basic realm=here"} if code == 401 else {})))
                result = self.oci2boot(self.x, "-o", "x.cpio")
                self.assertEqual(result.returncode, expected, result.stderr)
                self.assertIn(self.proxy.address, result.stderr)
                self.assertLessEqual(len(self.proxy.gets(self.blob)), 2)

    def test_what_failed_leaves_what_has_come(self):
        self.proxy.fault(self.blob, cut(100_000), times=1)
        self.proxy.fault(self.blob, status(403))
        self.refuses_to_convert(4, self.x)
        self.proxy.calm()
        self.heals()
        self.assertEqual(self.ranges(), ["bytes=100000-"])

    def test_an_interrupt_ends_a_waiting_program(self):
        gate = Gate()
        for fault in (silent(gate), held(gate, 1000), status(503, Retry_After="200")):
            with self.subTest():
                self.proxy.calm()
                self.proxy.fault(self.blob, fault)
                process = self.start("pull", self.x)
                wait_until(lambda: self.proxy.gets(self.blob), "the layer was asked for")
                process.terminate()
                process.communicate(timeout=10)
                self.assertNotEqual(process.returncode, 0)

    def test_the_record_of_what_was_healed_is_that_of_any_other(self):
        self.heals()
        first = json.loads((self.folder / "x.cpio.json").read_text())
        self.proxy.fault(self.blob, cut(1000), times=1)
        self.heals("--cache-dir", self.home / "second")
        self.assertEqual(json.loads((self.folder / "x.cpio.json").read_text()), first)


if __name__ == "__main__":
    unittest.main(verbosity=2)
