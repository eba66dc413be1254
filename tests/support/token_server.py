# SPDX-License-Identifier: Apache-2.0
"""A token server as registries send their clients to (the CNCF distribution's "Token
Authentication" and "OAuth2" pages): it signs what a docker-registry believes."""

import base64
import dataclasses
import itertools
import json
import pathlib
import time
import urllib.parse

from tests.support.certificates import Signer
from tests.support.http_server import Handler, HttpServer

# A registry of the distribution project takes a token this much longer than it says (its
# registry/auth/token, Leeway).
REGISTRY_LEEWAY = 60


@dataclasses.dataclass
class TokenRequest:
    method: str
    parameters: dict  # of the query or the form; each the list of its values
    authorization: str  # the header; "" where there is none
    granted: bool = False


def _base64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class TokenServer(HttpServer):
    """Anyone may pull but from repositories under private/; who is known may push and pull. Use it
    in a `with` statement."""

    service = "registry of the tests"
    issuer = "token server of the tests"

    def __init__(self, folder, users=None, refresh_tokens=None, lifetime=300, declared=None):
        """`users`: passwords by name; `refresh_tokens`: names by token. A registry refuses tokens
        `lifetime` seconds after they are made, and clients are told `declared` seconds."""
        self._signer = Signer(pathlib.Path(folder))
        self.certificate = self._signer.certificate
        self._users, self._refresh_tokens = users or {}, refresh_tokens or {}
        self.lifetime, self.declared = lifetime, declared
        self.requests = []
        self._numbers = itertools.count()
        super().__init__()
        self.realm = f"http://{self.address}/token"

    def handler(self):
        tokens = self

        class TokenHandler(Handler):
            def do_GET(self):
                self._answer(urllib.parse.urlsplit(self.path).query)

            def do_POST(self):
                self._answer(self.received_body().decode())

            def _answer(self, parameters):
                status, document = tokens._grant(TokenRequest(
                    self.command, urllib.parse.parse_qs(parameters),
                    self.headers.get("Authorization", "")))
                body = json.dumps(document).encode()
                self.send_head(status, {"Content-Type": "application/json"}, len(body))
                self.wfile.write(body)

        return TokenHandler

    def _user(self, request):
        """Who asks: a name, "" for nobody in particular, None for a liar."""
        if request.method == "POST":
            given = request.parameters.get("refresh_token", [""])[0]
            return self._refresh_tokens.get(given)
        if not request.authorization:
            return ""
        scheme, _, value = request.authorization.partition(" ")
        name, _, password = base64.b64decode(value).decode().partition(":")
        known = scheme == "Basic" and self._users.get(name) == password
        return name if known else None

    def _grant(self, request):
        self.requests.append(request)
        user = self._user(request)
        if user is None:
            return 401, {"errors": [{"code": "UNAUTHORIZED", "message": "who are you?"}]}
        request.granted = True
        access = []
        for scope in " ".join(request.parameters.get("scope", [])).split():
            kind, _, rest = scope.partition(":")
            name, _, actions = rest.rpartition(":")
            wanted = actions.split(",")
            if not user:
                wanted = [] if name.startswith("private/") else ["pull"]
            access.append({"type": kind, "name": name, "actions": wanted})
        answer = {"token": self._token(user, access)}
        if request.method == "POST":  # the OAuth2 page knows only this name
            answer = {"access_token": answer["token"]}
        if self.declared is not None:
            answer["expires_in"] = self.declared
        return 200, answer

    def _token(self, user, access):
        now = int(time.time())
        header = {"typ": "JWT", "alg": "RS256",
                  "x5c": [base64.b64encode(self._signer.certificate_der).decode()]}
        claims = {"iss": self.issuer, "sub": user, "aud": self.service, "iat": now,
                  "nbf": now - 2 * REGISTRY_LEEWAY, "exp": now + self.lifetime - REGISTRY_LEEWAY,
                  "jti": str(next(self._numbers)), "access": access}
        text = ".".join(_base64(json.dumps(part).encode()) for part in (header, claims))
        return text + "." + _base64(self._signer.sign(text.encode()))
