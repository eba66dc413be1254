# SPDX-License-Identifier: Apache-2.0
"""A real registry on loopback: Debian's docker-registry, on a port that the kernel picks."""

import collections
import json
import pathlib
import re
import shutil
import ssl
import subprocess
import threading
import unittest
import urllib.request

# The one user of registries with Basic authentication, as `htpasswd -nbB` writes it.
USER, PASSWORD = "alice", "wrong horse 9"
_HTPASSWD = "alice:$2y$05$7wp8kmGTSq4l9l6D6wu0uOHcLvctyPYipE0g1brZNMijeo/0QQyV.\n"

DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
OCI_INDEX = "application/vnd.oci.image.index.v1+json"

START_DEADLINE = 30

needs_registry = unittest.skipUnless(
    shutil.which("docker-registry") and shutil.which("skopeo"),
    "docker-registry and skopeo are needed (scripts/setup test)")


class Registry:
    """Serves what lies in `folder`, to anyone by plain HTTP unless it is told otherwise. Use it in
    a `with` statement.

    authority     speaks TLS, with a certificate from this certificates.Authority
    names         what the certificate is for
    clients       an Authority: only who has a certificate from it is heard
    basic         asks for USER and PASSWORD
    tokens        a TokenServer, whose tokens are asked for
    """

    def __init__(self, folder, authority=None, names=("127.0.0.1", "localhost"), clients=None,
                 basic=False, tokens=None):
        self.storage = pathlib.Path(folder)
        self._settings = self.storage.with_name(self.storage.name + ".settings")
        self._settings.mkdir(parents=True, exist_ok=True)
        self._certificate = authority.certificate if authority else None
        self._is_open = not (clients or basic or tokens)
        self._process = self._drain = None
        self.address = "127.0.0.1:0"
        self._http = {}
        self._auth = {}
        if authority:
            certificate, key = authority.issue("registry", *names)
            self._http["tls"] = {"certificate": str(certificate), "key": str(key)}
            if clients:
                self._http["tls"]["clientcas"] = [str(clients.certificate)]
        if basic:
            (self._settings / "htpasswd").write_text(_HTPASSWD)
            self._auth = {"htpasswd": {"realm": "the tests",
                                       "path": str(self._settings / "htpasswd")}}
        if tokens:
            self._auth = {"token": {"realm": tokens.realm, "service": tokens.service,
                                    "issuer": tokens.issuer,
                                    "rootcertbundle": str(tokens.certificate)}}

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *exception):
        self.stop()

    def start(self):
        """The first time on any port, later on the same one."""
        configuration = {"version": "0.1", "log": {"accesslog": {"disabled": True}},
                         "storage": {"filesystem": {"rootdirectory": str(self.storage)},
                                     "maintenance": {"uploadpurging": {"enabled": False}}},
                         "validation": {"manifests": {"urls": {"allow": [".*"]}}},
                         "http": {"addr": self.address, **self._http}, "auth": self._auth}
        path = self._settings / "config.yml"
        path.write_text(json.dumps(configuration))  # YAML, too
        self._process = subprocess.Popen(["docker-registry", "serve", path], text=True,
                                         stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        deadline = threading.Timer(START_DEADLINE, self._process.kill)
        deadline.start()
        said = []
        for line in self._process.stderr:
            said.append(line)
            listening = re.search(r"listening on ([0-9.]+:[0-9]+)", line)
            if listening:
                break
        else:
            raise AssertionError("docker-registry did not start:\n" + "".join(said))
        deadline.cancel()
        self.address = listening[1]
        self._drain = threading.Thread(target=collections.deque, args=(self._process.stderr, 0),
                                       daemon=True)
        self._drain.start()

    def stop(self):
        self._process.kill()
        self._process.wait()
        self._drain.join()
        self._process.stderr.close()

    def name(self, repository):
        return f"{self.address}/{repository}"

    def put(self, source, repository, *options):
        """Copies an image here with skopeo; returns the digest of its manifest."""
        digest = self._settings / "digest"
        arguments = [] if self._is_open else [f"--dest-creds={USER}:{PASSWORD}"]
        subprocess.run(["skopeo", "--insecure-policy", "copy", "--quiet",
                        "--dest-tls-verify=false", f"--digestfile={digest}", *arguments, *options,
                        source, f"docker://{self.name(repository)}"], check=True)
        return digest.read_text()

    def _request(self, method, path, headers, data=None):
        scheme = "https" if self._certificate else "http"
        context = (ssl.create_default_context(cafile=self._certificate)
                   if self._certificate else None)
        request = urllib.request.Request(f"{scheme}://{self.address}{path}", method=method,
                                         headers=headers, data=data)
        with urllib.request.urlopen(request, context=context) as response:
            return response.read(), response.headers

    def put_manifest(self, repository, tag, media_type, document):
        """Of an open registry. Returns the descriptor of what was put."""
        data = document if isinstance(document, bytes) else json.dumps(document).encode()
        _, headers = self._request("PUT", f"/v2/{repository}/manifests/{tag}",
                                   {"Content-Type": media_type}, data)
        return {"mediaType": media_type, "digest": headers["Docker-Content-Digest"],
                "size": len(data)}

    def manifest(self, repository, tag="latest"):
        """Of an open registry: the manifest's bytes, and itself."""
        data, _ = self._request("GET", f"/v2/{repository}/manifests/{tag}", {
            "Accept": ", ".join((OCI_MANIFEST, OCI_INDEX, DOCKER_MANIFEST, DOCKER_LIST))})
        return data, json.loads(data)
