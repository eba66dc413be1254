# SPDX-License-Identifier: Apache-2.0
"""A server in front of a registry that does to its answers what networks and bad servers do.

    with FaultyProxy(registry.address) as proxy:
        proxy.fault(proxy.BLOBS, cut(1000), times=2)
        … pull from proxy.address …
        proxy.gets("/blobs/") tells what was asked for

A fault takes a request and `fetch`, which gets the registry's answer to a request, and returns an
answer; so faults can be put into one another: throttled(rate, cut(1000)).
"""

import dataclasses
import http.client
import re
import threading
import time

from tests.support.http_server import OF_ONE_CONNECTION, Handler, HttpServer

# How long a server that stalls keeps its connection.
_STALL_DEADLINE = 120


@dataclasses.dataclass
class Request:
    method: str
    path: str
    headers: dict  # names in lower case
    body: bytes = b""
    status: int = 0  # what was answered

    @property
    def range(self):
        return self.headers.get("range", "")

    @property
    def is_authorised(self):
        return "authorization" in self.headers


@dataclasses.dataclass
class Answer:
    status: int
    headers: dict
    body: bytes = b""
    declared: int = -1  # Content-Length, where it is not that of the body
    pieces: object = None  # how the body is sent: a function of the bytes that gives pieces
    is_chunked: bool = False  # instead of a Content-Length


class Gate:
    """Where an answer stops until the test says more."""

    def __init__(self):
        self.reached, self._opened = threading.Event(), threading.Event()

    def wait_until_reached(self, deadline=30):
        if not self.reached.wait(deadline):
            raise AssertionError("nobody came")

    def open(self):
        self._opened.set()

    def pass_through(self):
        self.reached.set()
        self._opened.wait(_STALL_DEADLINE)


def plain(request, fetch):
    return fetch(request)


def status(code, body=b'{"errors":[{"code":"TEST"}]}', **headers):
    """Answers `code`; headers as keywords: Retry_After="1"."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda request, fetch: Answer(code, named, body)


def redirect(address, query="?signature=SIGNATURE"):
    """To the same path on another server; with no address, on the same one, where a request with a
    query is answered."""
    def answer(request, fetch):
        if not address and "?" in request.path:
            return fetch(request)
        target = f"http://{address}" if address else ""
        return Answer(307, {"Location": f"{target}{request.path}{query}"})
    return answer


def without_range(request, fetch):
    """As a server that has never heard of Range."""
    headers = {name: value for name, value in request.headers.items() if name != "range"}
    return fetch(dataclasses.replace(request, headers=headers))


def changed(change, inner=plain):
    """The body is change(body), and the header fits it."""
    def answer(request, fetch):
        got = inner(request, fetch)
        return dataclasses.replace(got, body=change(got.body))
    return answer


def flipped(offset, inner=plain):
    def change(body):
        data = bytearray(body)
        data[offset] ^= 0x10
        return bytes(data)
    return changed(change, inner)


def with_headers(inner=plain, **headers):
    """Headers as keywords, with those of the same names replaced: Content_Range="…"."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    def answer(request, fetch):
        got = inner(request, fetch)
        kept = {name: value for name, value in got.headers.items()
                if name.lower() not in {other.lower() for other in named}}
        return dataclasses.replace(got, headers={**kept, **named})
    return answer


def cut(after, inner=plain):
    """The connection ends after so many bytes of the body."""
    def answer(request, fetch):
        got = inner(request, fetch)
        return dataclasses.replace(got, declared=len(got.body), body=got.body[:after])
    return answer


def chunked(inner=plain):
    """In chunks, whose number and sizes nobody has told before (RFC 9112, section 7.1)."""
    def answer(request, fetch):
        got = inner(request, fetch)
        return dataclasses.replace(got, is_chunked=True, pieces=lambda body: (
            body[start:start + 5000] for start in range(0, len(body), 5000)))
    return answer


def held(gate, after, inner=plain):
    """So many bytes of the body, then nothing before the gate is opened."""
    def answer(request, fetch):
        def pieces(body):
            yield body[:after]
            gate.pass_through()
            yield body[after:]
        return dataclasses.replace(inner(request, fetch), pieces=pieces)
    return answer


def silent(gate):
    """Not even a status before the gate is opened."""
    def answer(request, fetch):
        gate.pass_through()
        return fetch(request)
    return answer


def throttled(rate, inner=plain):
    """So many bytes each second."""
    def answer(request, fetch):
        def pieces(body):
            step = max(1, rate // 50)
            for start in range(0, len(body), step):
                yield body[start:start + step]
                time.sleep(step / rate)
        return dataclasses.replace(inner(request, fetch), pieces=pieces)
    return answer


class FaultyProxy(HttpServer):
    """Use it in a `with` statement."""

    BLOBS = "/blobs/"
    MANIFESTS = "/manifests/"

    def __init__(self, upstream):
        self._upstream = upstream
        self.requests = []
        self._faults = []
        self._lock = threading.Lock()
        super().__init__()

    def name(self, repository):
        return f"{self.address}/{repository}"

    def fault(self, pattern, fault, times=None, method="GET"):
        """What happens to requests whose path has the pattern in it: to the first so many of them,
        or to all. Of several faults that a request fits, the first added that is not used up."""
        with self._lock:
            self._faults.append([re.compile(pattern), method, fault, times])

    def calm(self):
        """No more faults, and nothing remembered."""
        with self._lock:
            self._faults, self.requests = [], []

    def gets(self, pattern=""):
        """The GET requests so far whose path has the pattern in it."""
        with self._lock:
            return [request for request in self.requests
                    if request.method == "GET" and re.search(pattern, request.path)]

    def _fault_for(self, request):
        with self._lock:
            self.requests.append(request)
            for entry in self._faults:
                pattern, method, fault, times = entry
                if method == request.method and pattern.search(request.path) and times != 0:
                    entry[3] = None if times is None else times - 1
                    return fault
        return plain

    def _fetch(self, request):
        upstream = http.client.HTTPConnection(self._upstream, timeout=60)
        headers = {name: value for name, value in request.headers.items()
                   if name not in OF_ONE_CONNECTION}
        upstream.request(request.method, request.path, request.body or None, headers)
        response = upstream.getresponse()
        answer = Answer(response.status,
                        {name: value for name, value in response.getheaders()
                         if name.lower() not in OF_ONE_CONNECTION}, response.read())
        if request.method == "HEAD":
            answer.declared = int(response.getheader("Content-Length", 0))
        upstream.close()
        return answer

    def handler(self):
        proxy = self

        class RelayHandler(Handler):
            def _relay(self):
                headers = {name.lower(): ", ".join(self.headers.get_all(name))
                           for name in self.headers}
                request = Request(self.command, self.path, headers, self.received_body())
                fault = proxy._fault_for(request)
                answer = fault(request, proxy._fetch)
                request.status = answer.status
                self._send(answer)

            do_GET = do_HEAD = do_POST = _relay

            def _send(self, answer):
                declared = len(answer.body) if answer.declared < 0 else answer.declared
                is_whole = declared <= len(answer.body)
                self.send_head(answer.status, answer.headers,
                               None if answer.is_chunked else declared)
                if self.command == "HEAD":
                    return
                for piece in answer.pieces(answer.body) if answer.pieces else [answer.body]:
                    if answer.is_chunked:
                        piece = b"%x\r\n%s\r\n" % (len(piece), piece)
                    self.wfile.write(piece)
                if answer.is_chunked and is_whole:
                    self.wfile.write(b"0\r\n\r\n")
                self.close_connection = not is_whole

        return RelayHandler
