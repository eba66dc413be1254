# SPDX-License-Identifier: Apache-2.0
"""A proxy as $http_proxy and $https_proxy name one, which knows hosts that no name server does."""

import http.client
import select
import socket
import urllib.parse

from tests.support.http_server import OF_ONE_CONNECTION, Handler, HttpServer


class ForwardProxy(HttpServer):
    """`hosts`: where "HOST:PORT" really is. `authorization`: the Proxy-Authorization header that it
    wants to see; empty for none. Use it in a `with` statement."""

    def __init__(self, hosts, authorization=""):
        self._hosts, self._authorization = hosts, authorization
        self.requests = []  # "GET host:port", "CONNECT host:port"
        super().__init__()

    def handler(self):
        proxy = self

        class ForwardHandler(Handler):
            def _way_to(self, host):
                """The host's real address; None when it was refused."""
                proxy.requests.append(f"{self.command} {host}")
                if self.headers.get("Proxy-Authorization", "") != proxy._authorization:
                    self.send_error(407)
                elif host not in proxy._hosts:
                    self.send_error(502)
                else:
                    return proxy._hosts[host]
                return None

            def do_GET(self):
                url = urllib.parse.urlsplit(self.path)
                address = self._way_to(f"{url.hostname}:{url.port or 80}")
                if not address:
                    return
                upstream = http.client.HTTPConnection(address, timeout=60)
                path = urllib.parse.urlunsplit(("", "", url.path, url.query, ""))
                headers = {name: value for name, value in self.headers.items()
                           if not name.lower().startswith("proxy-")}
                upstream.request(self.command, path, headers=headers)
                response = upstream.getresponse()
                body = response.read()
                kept = {name: value for name, value in response.getheaders()
                        if name.lower() not in OF_ONE_CONNECTION}
                self.send_head(response.status, kept, len(body))
                if self.command != "HEAD":
                    self.wfile.write(body)
                upstream.close()

            do_HEAD = do_GET

            def do_CONNECT(self):
                address = self._way_to(self.path)
                if not address:
                    return
                host, port = address.split(":")
                self.close_connection = True
                with socket.create_connection((host, int(port))) as upstream:
                    self.send_response_only(200)
                    self.end_headers()
                    ends = {self.connection: upstream, upstream: self.connection}
                    while True:
                        ready, _, _ = select.select(list(ends), [], [], 60)
                        data = [(ends[end], end.recv(65536)) for end in ready]
                        if not data or not all(piece for _, piece in data):
                            return
                        for other, piece in data:
                            other.sendall(piece)

        return ForwardHandler
