# SPDX-License-Identifier: Apache-2.0
"""A network of this process's own, in which every port is free and nobody else is reached."""

import ctypes
import fcntl
import os
import socket
import struct
import sys
import unittest

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_SIOCSIFFLAGS, _IFF_UP = 0x8914, 0x1
# What documents listen on: the registry, their servers, their guests' SSH.
_PORTS = (5000, 8080, 2222)


def _bring_up_loopback():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", _IFF_UP))


def _leave():
    """Raises OSError where this user may not, half of the way perhaps."""
    user, group = os.getuid(), os.getgid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWNET if user == 0 else _CLONE_NEWUSER | _CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    if user != 0:
        for file, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"),
                           ("gid_map", f"{group} {group} 1")):
            with open(f"/proc/self/{file}", "w", encoding="ascii") as mapping:
                mapping.write(text)
    _bring_up_loopback()


def _may_leave():
    """A process that has gone half of the way cannot come back, so another one tries."""
    child = os.fork()
    if child == 0:
        try:
            _leave()
            os._exit(0)
        except OSError:
            os._exit(1)
    return os.waitpid(child, 0)[1] == 0


def _is_taken(port):
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do
        try:
            server.bind(("", port))
        except OSError:
            return True
    return False


def leave_the_hosts_network():
    """For good. Where this user may not (a container without CAP_SYS_ADMIN, an Ubuntu that keeps
    user namespaces from programs), the documents' ports are the host's: that is said, and the test
    is skipped where one is taken."""
    if _may_leave():
        _leave()
        return
    if taken := [port for port in _PORTS if _is_taken(port)]:
        raise unittest.SkipTest("this user may not have a network of its own (unshare), and the "
                                f"host's has these ports in use: {taken}")
    print("this user may not have a network of its own (unshare): the documents' ports are taken "
          "on the host's", file=sys.stderr)
