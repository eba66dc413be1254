# SPDX-License-Identifier: Apache-2.0
"""Makes the N-th system call of a kind fail, or a signal come with it, in a program that knows
nothing of it: strace's injection. No luck is needed to hit a moment."""

import collections
import os
import shutil
import subprocess
import tempfile
import unittest

from tests.support.program import PROGRAM, environment

# What changes files or their names.
CHANGING = ("pwrite64,pwritev,pwritev2,write,writev,fallocate,ftruncate,fsync,fdatasync,"
            "copy_file_range,sendfile,linkat,renameat,renameat2,rename")

needs_injection = unittest.skipIf(shutil.which("strace") is None, "strace is needed")

# The leak sanitizer does not run in a program that is traced, or may start nothing more.
NO_LEAK_CHECK = {"ASAN_OPTIONS": ":".join(filter(None, (os.environ.get("ASAN_OPTIONS"),
                                                        "detect_leaks=0")))}


def injecting(calls, what, number):
    """A command prefix: each thread's call with that number (from 1) gets `what`: "error=ENOSPC",
    "signal=KILL", …"""
    return ["strace", "-f", "-qqq", "-o", os.devnull, "-e", f"trace={calls}", "-e",
            f"inject={calls}:{what}:when={number}"]


def most_calls(calls, *arguments, cwd):
    """How many of them one thread of the program has at most."""
    with tempfile.NamedTemporaryFile(mode="r", encoding="utf-8", errors="replace") as trace:
        subprocess.run(["strace", "-f", "-qqq", "-o", trace.name, "-e", f"trace={calls}", PROGRAM,
                        *map(str, arguments)], cwd=cwd, check=True, stdin=subprocess.DEVNULL,
                       env=environment(NO_LEAK_CHECK))
        threads = collections.Counter(line.split()[0] for line in trace if "resumed>" not in line)
    return max(threads.values())
