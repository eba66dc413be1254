# SPDX-License-Identifier: Apache-2.0
"""Ports that an image exposes: reached from the host without a word about them."""

import socket
import unittest
import urllib.request

from tests.support import images
from tests.support.guest import Guest
from tests.support.program import TestCase


class ExposedPortTest(TestCase):
    def setUp(self):
        super().setUp()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        images.busybox_layout(self.folder / "plain")
        images.with_config(self.folder / "plain", self.folder / "image",
                           ExposedPorts={f"{self.port}/tcp": {}})

    def assert_serves(self, *options, nameserver):
        script = (f"mkdir /www; echo served >/www/f; httpd -p {self.port} -h /www; "
                  "cat /etc/resolv.conf; echo up; cat")
        self.convert("oci:image", "-o", "initrd", *options, "--", "sh", "-c", script)
        with Guest(self.folder / "initrd.sh") as guest:
            guest.expect(rf"^initrd\.sh: 127\.0\.0\.1:{self.port} -> {self.port}$")
            guest.expect(f"^nameserver {nameserver}$")
            guest.expect("^up$")
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/f", timeout=30) as answer:
                self.assertEqual(answer.read(), b"served\n")
            guest.send("\x04")
            self.assertEqual(guest.wait(), 0)

    def test_it_is_forwarded_by_default(self):
        self.assert_serves(nameserver="10.0.2.3")

    def test_it_is_forwarded_in_a_network_of_the_users(self):
        self.assert_serves("--network", "192.168.7.20/24,192.168.7.1", nameserver="192.168.7.3")

    def test_it_is_forwarded_to_a_guest_that_asks_for_a_lease(self):
        self.assert_serves("--network", "dhcp", nameserver="10.0.2.3")


if __name__ == "__main__":
    unittest.main(verbosity=2)
