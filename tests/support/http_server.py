# SPDX-License-Identifier: Apache-2.0
"""What the HTTP servers of the tests have in common: a free port on loopback, a thread for each
connection, no noise."""

import http.server
import socket
import sys
import threading


# Headers that a server that passes answers on leaves out.
OF_ONE_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "content-length"}


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], ConnectionError):  # clients may leave at any time
            super().handle_error(request, client_address)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def setup(self):
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().setup()

    def received_body(self):
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def send_head(self, status, headers, length):
        """Of a response with a body of that length, or of one in chunks where it is None."""
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if length is None:
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def log_message(self, *arguments):
        pass


class HttpServer:
    """Serves with the handler class that handler() returns, inside a `with` statement."""

    def __init__(self):
        self._server = _Server(("127.0.0.1", 0), self.handler())
        self.address = f"127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *exception):
        self._server.shutdown()
        self._server.server_close()
