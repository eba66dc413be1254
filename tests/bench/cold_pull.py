#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Times a cold pull against what else brings an image from a registry on loopback to a root file
system, all in one run, and prints a table with medians.

Usage, from the repository's root: OCI2BOOT=PROGRAM tests/bench/cold_pull.py [ROUNDS]
"""

import gzip
import hashlib
import io
import json
import os
import pathlib
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from tests.support.registry import Registry  # noqa: E402

LAYERS, FILES, FILE_BYTES = 5, 800, 80_000


def layer(seed):
    """A tar of files that gzip makes about half as large, as it does real ones."""
    chance = random.Random(seed)
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for number in range(FILES):
            data = bytes(chance.choices(b"etaoin shrdlu0123456789\n", k=FILE_BYTES // 4)) * 2
            data += chance.randbytes(FILE_BYTES - len(data))
            info = tarfile.TarInfo(f"layer{seed}/d{number % 40}/f{number}")
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def make_image(folder):
    """An OCI layout; returns the sizes of its layers, packed and as tar."""
    blobs = folder / "blobs/sha256"
    blobs.mkdir(parents=True)

    def put(data, media_type):
        digest = hashlib.sha256(data).hexdigest()
        (blobs / digest).write_bytes(data)
        return {"mediaType": f"application/vnd.oci.image.{media_type}",
                "digest": f"sha256:{digest}", "size": len(data)}

    layers, diff_ids, unpacked = [], [], 0
    for seed in range(LAYERS):
        tar = layer(seed)
        unpacked += len(tar)
        diff_ids.append("sha256:" + hashlib.sha256(tar).hexdigest())
        layers.append(put(gzip.compress(tar, 6, mtime=0), "layer.v1.tar+gzip"))
    machine = {"x86_64": "amd64", "aarch64": "arm64"}[os.uname().machine]
    config = put(json.dumps({"os": "linux", "architecture": machine, "config": {},
                             "rootfs": {"type": "layers", "diff_ids": diff_ids}}).encode(),
                 "config.v1+json")
    manifest = put(json.dumps({"schemaVersion": 2, "config": config, "layers": layers}).encode(),
                   "manifest.v1+json")
    manifest["annotations"] = {"org.opencontainers.image.ref.name": "latest"}
    (folder / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [manifest]}))
    (folder / "oci-layout").write_text('{"imageLayoutVersion":"1.0.0"}')
    return sum(item["size"] for item in layers), unpacked


def run(command, folder):
    """Wall seconds and CPU seconds (user and system)."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    subprocess.run(["sh", "-ec", command], cwd=folder, check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    wall = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    program = os.environ["OCI2BOOT"]
    with tempfile.TemporaryDirectory(prefix="oci2boot-bench-") as scratch:
        scratch = pathlib.Path(scratch)
        packed, unpacked = make_image(scratch / "layout")
        with Registry(scratch / "registry") as registry:
            registry.put(f"oci:{scratch}/layout:latest", "app")
            name = registry.name("app")
            cpio = "--kernel none -q -o app.cpio --cache-dir cache"
            skopeo = f"skopeo --insecure-policy copy -q --src-tls-verify=false docker://{name}"
            candidates = {
                "oci2boot NAME (cold cache)": f"{program} {name} {cpio}",
                "oci2boot oci:LAYOUT (no network)": f"{program} oci:{scratch}/layout {cpio}",
                "oci2boot pull NAME": f"{program} pull -q {name} --cache-dir cache",
                "skopeo copy to a layout": f"{skopeo} oci:layout:latest",
                "skopeo, umoci unpack, cpio":
                    f"{skopeo} oci:layout:latest; umoci raw unpack --image layout:latest root; "
                    "cd root; find . -print0 | cpio -0 -o -H newc >../app.cpio",
            }
            times = {label: [] for label in candidates}
            for _ in range(rounds):
                for label, command in candidates.items():
                    times[label].append(run(command, scratch / "work"))
    print(f"{LAYERS} layers, {packed / 1e6:.0f} MB gzip, {unpacked / 1e6:.0f} MB tar, "
          f"{LAYERS * FILES} files; medians of {rounds}\n")
    print("| way | wall s | CPU s | wall, ratio |\n|---|---|---|---|")
    first = None
    for label, samples in times.items():
        wall, cpu = (statistics.median(column) for column in zip(*samples))
        first = first or wall
        print(f"| {label} | {wall:.2f} | {cpu:.2f} | {wall / first:.2f} |")


if __name__ == "__main__":
    main()
