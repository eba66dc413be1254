# SPDX-License-Identifier: Apache-2.0
"""PID 1 as a DHCP client: of QEMU's own server, and of one that says what no usual one does."""

import shlex
import subprocess
import unittest

from tests.support import images
from tests.support.dhcp_server import (
    ACK, DISCOVER, NAK, OFFER, REQUEST, DhcpServer, packed, seconds)
from tests.support.guest import Guest, run
from tests.support.program import TestCase

DHCP = ("--append", "oci2boot.network=dhcp")
SHOW = ("ip -4 addr show eth0 | grep -o 'inet [^ ]*'; ip route; cat /etc/resolv.conf; "
        "ip link show eth0 | grep -o 'mtu [0-9]*'")
ROUTES = bytes((24, 10, 77, 1)) + packed("10.9.0.3") + bytes((0,)) + packed("10.9.0.2")


class DhcpTestCase(TestCase):
    @classmethod
    def setUpClass(cls):
        cls.image = images.busybox_layout(cls.shared_folder() / "image")

    def make(self, script, *options):
        self.convert(f"oci:{self.image}", "-o", "initrd", *options, "--", "sh", "-c", script)
        return self.folder / "initrd.sh"


class QemuServerTest(DhcpTestCase):
    def test_qemus_server_gives_an_address_a_route_and_a_name_server(self):
        status, output = run(self.make(SHOW, "--network", "dhcp"))
        self.assertEqual(status, 0, output)
        self.assertEqual(output, "inet 10.0.2.15/24\ndefault via 10.0.2.2 dev eth0 \n"
                                 "10.0.2.0/24 dev eth0 scope link  src 10.0.2.15 \n"
                                 "nameserver 10.0.2.3\nmtu 1500\n")

    def test_the_kernels_command_line_has_the_last_word(self):
        script = self.make(SHOW, "--network", "dhcp")
        network = "oci2boot.network=10.0.2.77/25,10.0.2.2,9.9.9.9,fec0::3"
        status, output = run(script, "--append", network)
        self.assertEqual((status, output), (
            0, "inet 10.0.2.77/25\ndefault via 10.0.2.2 dev eth0 \n"
               "10.0.2.0/25 dev eth0 scope link  src 10.0.2.77 \n"
               "nameserver 9.9.9.9\nnameserver fec0::3\nmtu 1500\n"))
        status, output = run(script, "--append", "oci2boot.network=none")
        self.assertEqual(status, 0, output)
        self.assertNotIn("inet ", output)

    def test_a_word_that_is_no_network_is_told_and_the_plan_counts(self):
        status, output = run(self.make(SHOW), "--append", "oci2boot.network=dhpc")
        self.assertEqual(status, 0, output)
        self.assertIn("the network of the kernel's command line is not none, dhcp or ", output)
        self.assertIn("inet 10.0.2.15/24", output)

    def test_typed_name_servers_stay(self):
        status, output = run(self.make("cat /etc/resolv.conf", "--dns", "9.9.9.9",
                                       "--dns-search", "typed.example"), *DHCP)
        self.assertEqual(status, 0, output)
        self.assertEqual(sorted(output.splitlines()),
                         ["nameserver 9.9.9.9", "search typed.example"])


class OwnServerTest(DhcpTestCase):
    """The launch script's QEMU on a network with our server."""

    def start(self, script, server):
        """The guest; what Guest adds for itself comes behind "--"."""
        command = subprocess.run([script, "--dry-run", *DHCP], check=True, text=True,
                                 stdout=subprocess.PIPE, cwd=self.folder).stdout
        words = [server.netdev if word.startswith("user,") else word
                 for word in shlex.split(command)]
        wrapper = self.folder / "own.sh"
        wrapper.write_text(f'#!/bin/sh\nshift\nexec {shlex.join(words)} "$@"\n')
        wrapper.chmod(0o755)
        return Guest(wrapper, cwd=self.folder)

    def lease(self, server, address, **options):
        """Answers until the guest has its lease."""
        question = server.next()
        self.assertEqual(question.type, DISCOVER)
        server.answer(question, OFFER, address, o51=seconds(600))
        while (question := server.next()).type == DISCOVER:
            server.answer(question, OFFER, address, o51=seconds(600))
        self.assertEqual(question.type, REQUEST)
        self.assertEqual(question.address(50), address)
        self.assertEqual(question.address(54), server.address)
        server.answer(question, ACK, address, **options)
        return question

    def test_all_that_a_lease_says_is_done(self):
        script = self.make(SHOW + "; sleep 1000", "--hostname", "guest-of-test")
        with DhcpServer("10.9.0.1") as server, self.start(script, server) as guest:
            question = self.lease(
                server, "10.9.0.77", o1=packed("255.255.255.0"), o3=packed("10.9.0.1"),
                o6=packed("10.9.0.1", "9.9.9.9"), o15=b"lan.example", o26=b"\x05\x00",
                o51=seconds(600), o121=ROUTES)
            self.assertEqual(question.options[12], b"guest-of-test")
            self.assertEqual((question.sender, question.receiver), ("0.0.0.0", "255.255.255.255"))
            guest.expect("^inet 10.9.0.77/24$")
            guest.expect("^default via 10.9.0.2 dev eth0 $")
            guest.expect("^10.77.1.0/24 via 10.9.0.3 dev eth0 $")
            guest.expect("^search lan.example\nnameserver 10.9.0.1\nnameserver 9.9.9.9$")
            guest.expect("^mtu 1280$")

    def test_a_gateway_outside_of_the_network_is_reached(self):
        with DhcpServer("10.9.0.1") as server, \
                self.start(self.make("ip route; sleep 1000"), server) as guest:
            self.lease(server, "10.9.0.77", o1=packed("255.255.255.255"),
                       o3=packed("10.9.0.1"), o51=seconds(600))
            guest.expect("^default via 10.9.0.1 dev eth0 \n10.9.0.1 dev eth0 ")

    def test_a_lease_is_renewed_and_one_that_is_refused_is_replaced(self):
        watch = ("ip -4 addr show eth0 | grep -o 'inet [^ ]*'; "
                 "until ip -4 addr show eth0 | grep -q 10.9.0.78/; do sleep 0.1; done; echo moved")
        times = {"o51": seconds(30), "o58": seconds(1), "o59": seconds(20)}
        with DhcpServer("10.9.0.1") as server, self.start(self.make(watch), server) as guest:
            self.lease(server, "10.9.0.77", o1=packed("255.255.255.0"), **times)
            guest.expect("^inet 10.9.0.77/24$")
            for kind in (ACK, NAK):
                renewal = server.next()
                self.assertEqual(renewal.type, REQUEST)
                self.assertEqual((renewal.own, renewal.sender, renewal.receiver),
                                 ("10.9.0.77", "10.9.0.77", "10.9.0.1"))
                self.assertIsNone(renewal.address(50))
                self.assertIsNone(renewal.address(54))
                if kind == ACK:
                    server.answer(renewal, ACK, "10.9.0.77", o1=packed("255.255.255.0"), **times)
                else:
                    server.answer(renewal, NAK)
            guest.expect("the address of eth0 is lost")
            self.lease(server, "10.9.0.78", o51=seconds(600))
            guest.expect("^moved$")

    def test_a_server_that_never_answers_does_not_keep_the_program_from_running(self):
        with DhcpServer("10.9.0.1") as server, \
                self.start(self.make("echo running; sleep 1000"), server) as guest:
            guest.expect("waiting for a DHCP server on eth0")
            guest.expect("no DHCP server has answered on eth0: there is no network yet")
            guest.expect("^running$")
            self.assertEqual(server.next().type, DISCOVER)


if __name__ == "__main__":
    unittest.main(verbosity=2)
