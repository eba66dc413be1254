# SPDX-License-Identifier: Apache-2.0
"""How a conversion's cost grows: with the bytes of an image, its entries, its layers."""

import gzip
import hashlib
import io
import json
import os
import pathlib
import random
import tarfile

from tests.bench.conversion.ways import Way

MACHINE = {"x86_64": "amd64", "aarch64": "arm64"}[os.uname().machine]

NOISE = 1 << 20  # bytes that are made at a time

# name: (bytes in all, files in all, layers)
CASES = {
    "10 MB": (10_000_000, 1000, 1),
    "100 MB": (100_000_000, 1000, 1),
    "1,000 MB": (1_000_000_000, 1000, 1),
    "1,000 entries": (1_000_000, 1000, 1),
    "100,000 entries": (1_000_000, 100_000, 1),
    "1,000,000 entries": (1_000_000, 1_000_000, 1),
    "1 layer": (50_000_000, 50_000, 1),
    "50 layers": (50_000_000, 50_000, 50),
    "500 layers": (50_000_000, 50_000, 500),
}


class Layout:
    """An OCI layout of gzip layers, written layer by layer."""

    def __init__(self, folder):
        self._folder = pathlib.Path(folder)
        (self._folder / "blobs/sha256").mkdir(parents=True)
        self._layers, self._diff_ids = [], []

    def put(self, data, media_type):
        digest = hashlib.sha256(data).hexdigest()
        (self._folder / "blobs/sha256" / digest).write_bytes(data)
        return {"mediaType": f"application/vnd.oci.image.{media_type}",
                "digest": f"sha256:{digest}", "size": len(data)}

    def add_layer(self, tar):
        self._diff_ids.append("sha256:" + hashlib.sha256(tar).hexdigest())
        self._layers.append(self.put(gzip.compress(tar, 6, mtime=0), "layer.v1.tar+gzip"))

    def finish(self):
        config = self.put(json.dumps({
            "os": "linux", "architecture": MACHINE, "config": {},
            "rootfs": {"type": "layers", "diff_ids": self._diff_ids}}).encode(), "config.v1+json")
        manifest = self.put(json.dumps({"schemaVersion": 2, "config": config,
                                        "layers": self._layers}).encode(), "manifest.v1+json")
        manifest["annotations"] = {"org.opencontainers.image.ref.name": "latest"}
        (self._folder / "index.json").write_text(
            json.dumps({"schemaVersion": 2, "manifests": [manifest]}))
        (self._folder / "oci-layout").write_text('{"imageLayoutVersion":"1.0.0"}')


def layer(number, size, files):
    """A tar archive of files that gzip makes about half as large."""
    chance = random.Random(number)
    noise = b"".join(chance.randbytes(max(min(NOISE, size // 2 - at), 1))
                     for at in range(0, max(size // 2, 1), NOISE))
    buffer = io.BytesIO()
    each = size // files
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for index in range(files):
            at = index * (each // 2) % max(len(noise) - each, 1)
            data = noise[at:at + each // 2] + bytes(each - each // 2)
            info = tarfile.TarInfo(f"l{number}/d{index // 1000}/f{index}")
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def make(folder, size, files, layers):
    layout = Layout(folder)
    for number in range(layers):
        layout.add_layer(layer(number, size // layers, files // layers))
    layout.finish()


def ways(folder, made):
    """A Way for each case; `made` is inputs.made()."""
    return [Way(name, f'"$OCI2BOOT" --kernel none -q "oci:{image}" -o vm.img', ("vm.img",))
            for name, case in CASES.items()
            for image in [made(folder / name.replace(" ", "-").replace(",", ""),
                               lambda path, case=case: make(path, *case))]]
