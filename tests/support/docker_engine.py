# SPDX-License-Identifier: Apache-2.0
"""A Docker engine of the tests' own: no network, no containers, just images."""

import os
import pathlib
import re
import shutil
import subprocess
import threading
import unittest

_START_DEADLINE = 60


class DockerEngine:
    """Keeps everything in `folder`. Use it in a `with` statement, which raises SkipTest where no
    engine can run."""

    def __init__(self, folder):
        self._folder = pathlib.Path(folder)
        self.socket = self._folder / "docker.sock"
        self.host = f"unix://{self.socket}"
        self.tcp_host = ""  # the same engine by TCP
        self._process = self._drain = None

    def __enter__(self):
        if not shutil.which("dockerd") or not shutil.which("docker"):
            raise unittest.SkipTest("dockerd and docker are needed (scripts/setup engine)")
        if os.getuid() != 0:
            raise unittest.SkipTest("dockerd runs as root only")
        self._folder.mkdir(parents=True, exist_ok=True)
        self._process = subprocess.Popen(
            ["dockerd", "--iptables=false", "--bridge=none", "--storage-driver=vfs",
             f"--data-root={self._folder}/data", f"--exec-root={self._folder}/exec",
             f"--pidfile={self._folder}/docker.pid", f"--host={self.host}",
             "--host=tcp://127.0.0.1:0"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        deadline = threading.Timer(_START_DEADLINE, self._process.kill)
        deadline.start()
        said = []
        for line in self._process.stderr:
            said.append(line)
            listening = re.search(r"API listen on ([0-9.]+:[0-9]+)", line)
            if listening:
                self.tcp_host = f"tcp://{listening[1]}"
                break
        deadline.cancel()
        if not self.tcp_host:
            self._process.wait()
            self._process.stderr.close()
            raise unittest.SkipTest("dockerd cannot start here: " + "".join(said[-1:]).strip())
        self._drain = threading.Thread(target=self._process.stderr.read, daemon=True)
        self._drain.start()
        return self

    def __exit__(self, *exception):
        self._process.terminate()  # it ends its containerd and lets go of its mounts
        self._process.wait(timeout=60)
        self._drain.join()
        self._process.stderr.close()

    def docker(self, *arguments, **options):
        """Runs the client; returns what it printed, as bytes."""
        return subprocess.run(["docker", f"--host={self.host}", *map(str, arguments)], check=True,
                              stdout=subprocess.PIPE, **options).stdout
