# SPDX-License-Identifier: Apache-2.0
"""run -p: ports of the host that lead to the guest."""

import re
import socket
import subprocess
import unittest
import urllib.request

from tests.support import images
from tests.support.program import PROGRAM, TestCase, environment, oci2boot, wait_until

SERVE = "mkdir /www; echo served >/www/f; httpd -p 80 -h /www; udp-echo & echo up; cat"
UDP_ECHO = r"""
#include <arpa/inet.h>
int main(void) {
  char bytes[100];
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(53)}, client;
  int s = socket(AF_INET, SOCK_DGRAM, 0);
  if (bind(s, (void *)&address, sizeof address)) return 1;
  for (;;) {
    socklen_t size = sizeof client;
    long n = recvfrom(s, bytes, sizeof bytes, 0, (void *)&client, &size);
    if (n > 0) sendto(s, bytes, (size_t)n, 0, (void *)&client, size);
  }
}"""
DEADLINE = 60


def bound(kind, address="127.0.0.1"):
    """A socket on a free port, and the port."""
    taken = socket.socket(socket.AF_INET, kind)
    taken.bind((address, 0))
    if kind == socket.SOCK_STREAM:
        taken.listen()
    return taken, taken.getsockname()[1]


def reserved():
    """A socket that keeps a free TCP port from those who want any, and the port. Who asks for this
    one and sets SO_REUSEADDR gets it, as nobody listens."""
    taken = socket.socket()
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    taken.bind(("127.0.0.1", 0))
    return taken, taken.getsockname()[1]


def echoes(client):
    """Whether words come back. They may get lost, and before the server is there they are."""
    client.send(b"words")
    client.settimeout(0.5)
    try:
        return client.recv(100) == b"words"
    except OSError:
        return False


class PortTest(TestCase):
    @classmethod
    def setUpClass(cls):
        shared = cls.shared_folder()
        cls.cache = shared / "cache"
        root = images.busybox_root(shared / "root")
        images.static_program(root / "bin/udp-echo", UDP_ECHO)
        taken, cls.exposed = reserved()
        cls.addClassCleanup(taken.close)
        image = images.oci_layout(shared / "image", root, exposedports=str(cls.exposed))
        cls.image = f"oci:{image}"

    def serving(self, *options):
        """A machine that serves until its input ends; used in a `with` statement."""
        command = [PROGRAM, "run", "-q", "--cache-dir", str(self.cache), *options, self.image, "--",
                   "sh", "-c", SERVE]
        process = subprocess.Popen(command, cwd=self.folder, env=environment(), text=True,
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stdin.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.assertEqual(process.stdout.readline(), "up\n")
        return process

    def assert_ends_well(self, process):
        process.stdin.close()
        self.assertEqual(process.wait(timeout=DEADLINE), 0)

    def assert_serves(self, port):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/f", timeout=DEADLINE) as answer:
            self.assertEqual(answer.read(), b"served\n")

    def test_0_is_a_port_that_is_free_and_told(self):
        process = self.serving("-p", "127.0.0.1:0:80", "-p", "127.0.0.1:0:53/udp")
        told = re.fullmatch(r"oci2boot: 127\.0\.0\.1:(\d+) -> 80\n", process.stderr.readline())
        self.assert_serves(told[1])
        told = re.fullmatch(r"oci2boot: 127\.0\.0\.1:(\d+)/udp -> 53\n", process.stderr.readline())
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.connect(("127.0.0.1", int(told[1])))
            wait_until(lambda: echoes(client), "UDP comes back")
        self.assert_ends_well(process)
        self.assertEqual(process.stderr.read(), "")

    def test_a_port_that_is_named_is_no_news(self):
        taken, port = reserved()
        self.addCleanup(taken.close)
        process = self.serving("-p", f"{port}:80")
        self.assert_serves(port)
        with self.assertRaises(ConnectionRefusedError):  # EXPOSE alone forwards nothing
            socket.create_connection(("127.0.0.1", self.exposed)).close()
        self.assert_ends_well(process)
        self.assertEqual(process.stderr.read(), "")


class RefusalTest(TestCase):
    """What is wrong is told before an image is looked for."""

    def assert_refused(self, options, *parts):
        result = oci2boot("run", "--cache-dir", self.folder / "cache", *options, "oci:nowhere",
                          cwd=self.folder)
        self.assertEqual((result.returncode, result.stdout), (125, b""))
        self.assertEqual(len(result.stderr.splitlines()), 1, result.stderr)
        for part in parts:
            self.assertIn(part, result.stderr)
        self.assertFalse((self.folder / "cache").exists())

    def test_a_busy_port(self):
        for kind, suffix in ((socket.SOCK_STREAM, ""), (socket.SOCK_DGRAM, "/udp")):
            with self.subTest(suffix):
                taken, port = bound(kind)
                with taken:
                    self.assert_refused(["-p", f"{port}:80{suffix}"], f"cannot publish port {port}",
                                        "in use on this machine", f"-p 0:80{suffix}")

    def test_an_address_of_another_machine(self):
        self.assert_refused(["-p", "192.0.2.1:0:80"], "no address of this machine is 192.0.2.1")

    def test_a_port_twice(self):
        self.assert_refused(["-p", "18080:80", "-p", "127.0.0.1:18080:81"],
                            "127.0.0.1:18080", "published twice")

    def test_a_port_without_one_of_the_host(self):
        self.assert_refused(["-p", "80"], "[IP:]HOST:GUEST[/udp]", "HOST 0 is any port")


if __name__ == "__main__":
    unittest.main(verbosity=2)
