# SPDX-License-Identifier: Apache-2.0
"""A real Chromium without a window, driven over its DevTools protocol: a page is looked at as
people see it, at any width, light or dark; and nothing that it asks for goes unnoticed."""

import base64
import json
import os
import pathlib
import select
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

PROGRAM = shutil.which("chromium") or shutil.which("google-chrome")

needs_browser = unittest.skipIf(PROGRAM is None, "there is no chromium here")

_DEADLINE = 60


class Browser:
    """`with Browser() as browser`. One page, which is loaded anew by open()."""

    def __enter__(self):
        self._profile = tempfile.TemporaryDirectory(prefix="oci2boot-browser-")
        to_browser, self._output = os.pipe()
        self._input, from_browser = os.pipe()
        command = [PROGRAM, "--headless", "--no-sandbox", "--disable-gpu",
                   "--disable-dev-shm-usage",
                   "--no-first-run", "--disable-extensions", "--disable-background-networking",
                   "--disable-component-update", "--hide-scrollbars",
                   f"--user-data-dir={self._profile.name}", "--remote-debugging-pipe",
                   "about:blank"]
        # The protocol's descriptors are 3 and 4, whatever ours are.
        script = f'exec "$@" 3<&{to_browser} 4>&{from_browser}'
        self._process = subprocess.Popen(
            ["bash", "-c", script, "sh", *command], pass_fds=(to_browser, from_browser),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        os.close(to_browser)
        os.close(from_browser)
        self._pending = b""
        self._number = 0
        self.requests = []
        self.messages = []  # what the page's console and its policy say
        try:
            self._attach()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _attach(self):
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = None
        session = self._ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._session = session
        for domain in ("Page", "Network", "Runtime", "Log"):
            self._ask(f"{domain}.enable")

    def __exit__(self, *_):
        os.close(self._output)  # it ends when nobody drives it any more
        os.close(self._input)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._profile.cleanup()

    def open(self, path, width, height=900, dark=False):
        """Shows a file in a window of that size."""
        self.requests.clear()
        self.messages.clear()
        self._ask("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=False)
        scheme = "dark" if dark else "light"
        self._ask("Emulation.setEmulatedMedia",
                  features=[{"name": "prefers-color-scheme", "value": scheme}])
        self._loaded = False
        self._ask("Page.navigate", url=pathlib.Path(path).absolute().as_uri())
        while not self._loaded:
            self._take_event(self._read())

    def evaluate(self, expression):
        """The value of JavaScript, or of its promise. The page's own policy does not keep it from
        running."""
        answer = self._ask("Runtime.evaluate", expression=expression, returnByValue=True,
                           awaitPromise=True)
        if "exceptionDetails" in answer:
            raise AssertionError(answer["exceptionDetails"])
        return answer["result"].get("value")

    def picture(self):
        """All of the page as a PNG."""
        answer = self._ask("Page.captureScreenshot", captureBeyondViewport=True)
        return base64.b64decode(answer["data"])

    def _ask(self, method, **parameters):
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if getattr(self, "_session", None):
            message["sessionId"] = self._session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._output, data):]
        while True:
            answer = self._read()
            if answer.get("id") != self._number:
                self._take_event(answer)
            elif "error" in answer:
                raise AssertionError(f"{method}: {answer['error']}")
            else:
                return answer["result"]

    def _read(self):
        deadline = time.monotonic() + _DEADLINE
        while b"\0" not in self._pending:
            ready, _, _ = select.select([self._input], [], [],
                                        max(0, deadline - time.monotonic()))
            if not ready:
                raise AssertionError(f"the browser does not answer in {_DEADLINE} s")
            data = os.read(self._input, 1 << 20)
            if not data:
                raise AssertionError("the browser has ended")
            self._pending += data
        message, _, self._pending = self._pending.partition(b"\0")
        return json.loads(message)

    def _take_event(self, event):
        parameters = event.get("params", {})
        match event.get("method"):
            case "Page.loadEventFired":
                self._loaded = True
            case "Network.requestWillBeSent":
                self.requests.append(parameters["request"]["url"])
            case "Log.entryAdded":
                self.messages.append(parameters["entry"]["text"])
            case "Runtime.consoleAPICalled" | "Runtime.exceptionThrown":
                self.messages.append(json.dumps(parameters))
