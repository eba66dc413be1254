# SPDX-License-Identifier: Apache-2.0
"""Certificates for servers of the tests, made by openssl."""

import pathlib
import subprocess


def _openssl(*arguments, data=None):
    return subprocess.run(["openssl", *map(str, arguments)], input=data, check=True,
                          capture_output=True).stdout


class Authority:
    """A certificate authority of its own, in `folder`."""

    def __init__(self, folder):
        self._folder = pathlib.Path(folder)
        self._folder.mkdir(parents=True, exist_ok=True)
        self.certificate = self._folder / "ca.crt"
        self._key = self._folder / "ca.key"
        _openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                 "-nodes", "-days", "2", "-subj", f"/CN=authority of {self._folder.name}",
                 "-addext", "keyUsage=critical,keyCertSign", "-keyout", self._key,
                 "-out", self.certificate)

    def issue(self, name, *host_names):
        """Certificate and key for a server with these names, or for the client `name`."""
        certificate, key = self._folder / f"{name}.cert", self._folder / f"{name}.key"
        names = [f"IP:{host}" if host[0].isdigit() else f"DNS:{host}" for host in host_names]
        alternatives = ["-addext", "subjectAltName=" + ",".join(names)] if names else []
        _openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                 "-nodes", "-days", "2", "-subj", f"/CN={name}", *alternatives,
                 "-addext", "basicConstraints=critical,CA:FALSE",
                 "-addext", "extendedKeyUsage=serverAuth,clientAuth",
                 "-CA", self.certificate, "-CAkey", self._key, "-keyout", key, "-out", certificate)
        return certificate, key


class Signer:
    """Signs as a JSON web token's RS256 has it; its certificate vouches for itself."""

    def __init__(self, folder):
        folder = pathlib.Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        self.certificate = folder / "signer.crt"
        self._key = folder / "signer.key"
        _openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                 "-subj", "/CN=token server", "-keyout", self._key, "-out", self.certificate)
        self.certificate_der = _openssl("x509", "-in", self.certificate, "-outform", "DER")

    def sign(self, data):
        return _openssl("dgst", "-sha256", "-sign", self._key, data=data)
