#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Times flattening on images that are hard in one way each, next to `tar -xf` and `umoci raw
unpack` on the same layers, and holds peak memory against what tests/hostile allow.

Usage, from the repository's root:
    OCI2BOOT=build/release/src/oci2boot FLATTEN_BENCH=build/release/tests/bench/flatten_bench \\
        tests/bench/flatten.py [--rounds N] [--folder TMPFS] [CASE …]

Everything lies in --folder (/dev/shm if it is not given): no disk is measured. Layers are not
packed, so that neither is decompression.
"""

import argparse
import hashlib
import json
import os
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from tests.support.measured import MeasuredTest  # noqa: E402

MACHINE = {"x86_64": "amd64", "aarch64": "arm64"}[os.uname().machine]


class LayerFile:
    """A tar archive that is written to a file and hashed on the way."""

    def __init__(self, blobs):
        self._blobs = blobs
        self._file = tempfile.NamedTemporaryFile(dir=blobs, delete=False)
        self._hash = hashlib.sha256()
        self.entries = self.size = 0

    def _write(self, data):
        self._file.write(data)
        self._hash.update(data)
        self.size += len(data)

    def entry(self, name, kind=b"0", data=b"", mode=0o644, link=b""):
        block = b"".join((
            name.ljust(100, b"\0"), b"%07o\0" % mode, b"0000000\0", b"0000000\0",
            b"%011o\0" % len(data), b"14000000000\0", b" " * 8, kind,
            link.ljust(100, b"\0"), b"ustar\00000".ljust(88, b"\0"))).ljust(512, b"\0")
        checksum = b"%06o\0 " % sum(block)
        self._write(block[:148] + checksum + block[156:])
        self._write(data + bytes(-len(data) % 512))
        self.entries += kind != b"x"

    def directory(self, name):
        self.entry(name + b"/", b"5", mode=0o755)

    def sparse(self, name, size, pieces, piece):
        """GNU's sparse format 1.0: `pieces` pieces of data, evenly spread."""
        step = size // pieces
        numbers = [pieces] + [n for i in range(pieces) for n in (i * step, len(piece))]
        sparse_map = b"".join(b"%d\n" % number for number in numbers)
        sparse_map += bytes(-len(sparse_map) % 512)
        records = b""
        for key, value in ((b"major", b"1"), (b"minor", b"0"), (b"name", name),
                           (b"realsize", b"%d" % size)):
            body = b" GNU.sparse.%s=%s\n" % (key, value)
            length = len(body) + 2
            records += b"%d%s" % (length, body)
        self.entry(b"PaxHeaders/x", b"x", records)
        self.entry(b"GNUSparseFile/x", data=sparse_map + piece * pieces)

    def finish(self):
        """The descriptor."""
        self._write(bytes(1024))
        self._file.close()
        digest = self._hash.hexdigest()
        os.rename(self._file.name, self._blobs / digest)
        return {"mediaType": "application/vnd.oci.image.layer.v1.tar",
                "digest": f"sha256:{digest}", "size": self.size}


def debian(new_layer):
    """Like Debian with an application: files of usual sizes, some directories hidden."""
    chance = random.Random(4)
    noise = chance.randbytes(1 << 20)
    for number in range(6):
        layer = new_layer()
        for folder in range(400 if number == 0 else 80):
            path = b"usr/l%d/share/d%d" % (number if folder % 4 else 0, folder)
            layer.directory(path)
            for file in range(30):
                name = path + b"/file-%d.so" % file
                if file % 10 == 9:
                    layer.entry(name, b"2", link=b"file-0.so", mode=0o777)
                    continue
                size = min(int(chance.lognormvariate(8.5, 1.6)), 1 << 20)
                start = chance.randrange((1 << 20) - size + 1)
                layer.entry(name, data=noise[start:start + size])
            if number and folder % 10 == 0:
                layer.entry(b"usr/l0/share/.wh.d%d" % (folder + 100))


def million(new_layer):
    """1,000,000 small files in 1,000 directories."""
    layer = new_layer()
    for folder in range(1000):
        layer.directory(b"d%d" % folder)
        for file in range(1000):
            layer.entry(b"d%d/f%06d" % (folder, folder * 1000 + file), data=b"some bytes")


def wide(new_layer):
    """One directory of 500,000 names."""
    layer = new_layer()
    layer.directory(b"wide")
    for file in range(500_000):
        layer.entry(b"wide/name-%d" % file)


def layers(new_layer):
    """500 layers; each hides what is in a directory and fills it again."""
    for number in range(500):
        layer = new_layer()
        layer.directory(b"data")
        layer.entry(b"data/.wh..wh..opq")
        for file in range(400):
            layer.entry(b"data/%d-%d" % (number % 7, file), data=b"%d" % number)


def churn(new_layer):
    """200 layers above a directory of 100,000 names; each replaces one and hides one."""
    layer = new_layer()
    for file in range(100_000):
        layer.entry(b"data/%d" % file)
    for number in range(200):
        layer = new_layer()
        layer.entry(b"data/%d" % number, data=b"new")
        layer.entry(b"data/.wh.%d" % (number + 1000))


def sparse(new_layer):
    """One file of 20 GiB with 64 MiB of data."""
    new_layer().sparse(b"disk.img", 20 << 30, 64, random.Random(1).randbytes(1 << 20))


CASES = {case.__name__: case for case in (debian, million, wide, layers, churn, sparse)}


def make_layout(case, folder):
    """An OCI layout with what a case makes; prints the number of entries and the digests."""
    blobs = folder / "blobs/sha256"
    blobs.mkdir(parents=True)
    made = []

    def new_layer():
        made.append(LayerFile(blobs))
        return made[-1]

    def put(document, media_type):
        data = json.dumps(document).encode()
        digest = hashlib.sha256(data).hexdigest()
        (blobs / digest).write_bytes(data)
        return {"mediaType": f"application/vnd.oci.image.{media_type}",
                "digest": f"sha256:{digest}", "size": len(data)}

    CASES[case](new_layer)
    descriptors = [layer.finish() for layer in made]
    config = put({"os": "linux", "architecture": MACHINE, "config": {}, "rootfs": {
        "type": "layers", "diff_ids": [layer["digest"] for layer in descriptors]}},
        "config.v1+json")
    manifest = put({"schemaVersion": 2, "config": config, "layers": descriptors},
                   "manifest.v1+json")
    manifest["annotations"] = {"org.opencontainers.image.ref.name": "latest"}
    (folder / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [manifest]}))
    (folder / "oci-layout").write_text('{"imageLayoutVersion":"1.0.0"}')
    print(sum(layer.entries for layer in made), *(layer["digest"][7:] for layer in descriptors))


class Image:
    """What make_layout() has made. In a process of its own, as remove() is: Linux takes what a
    parent has used for a child's peak memory, so that this program must stay small."""

    def __init__(self, folder, case):
        self.folder = folder
        result = subprocess.run([sys.executable, __file__, "--make", folder, case], check=True,
                                stdout=subprocess.PIPE, text=True)
        entries, *digests = result.stdout.split()
        self.entries = int(entries)
        self.layers = [folder / "blobs/sha256" / digest for digest in digests]
        self.bytes = sum(layer.stat().st_size for layer in self.layers)


def remove(folder):
    subprocess.run(["rm", "-rf", folder], check=True)


def run(command, folder):
    """Wall seconds, CPU seconds, and the peak resident bytes of the command's largest process."""
    remove(folder)
    (folder / "root").mkdir(parents=True)
    environment = {**os.environ, "HOME": str(folder), "TMPDIR": str(folder)}
    start = time.monotonic()
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE)
    said = process.stderr.read().decode(errors="replace")
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode != 0:
        raise SystemExit(f"{command[0]} failed: {said}")
    remove(folder)
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss << 10


def ways(image, case):
    program = [os.environ["OCI2BOOT"], f"oci:{image.folder}", "-q"]
    unpack = ["sh", "-ec", 'for layer; do tar -xf "$layer" -C root; done', "sh",
              *map(str, image.layers)]
    candidates = {
        "oci2boot -o x.tar": [*program, "-o", "x.tar"],
        "tar -xf, each layer": unpack,
    }
    if case != "sparse":
        # An initramfs holds no file of 4 GiB. umoci writes the holes: no tmpfs has room for them.
        candidates["oci2boot -o initrd"] = [*program, "-o", "initrd", "--kernel", "none"]
        candidates["umoci raw unpack"] = ["umoci", "raw", "unpack", "--image",
                                          f"{image.folder}:latest", "bundle"]
    return candidates


def steps(image, folder, rounds):
    """Medians of what flatten_bench measures: (name, wall s, CPU s, entries, bytes)."""
    samples = {}
    for _ in range(rounds):
        result = subprocess.run([os.environ["FLATTEN_BENCH"], image.folder, folder], check=True,
                                stdout=subprocess.PIPE, text=True)
        for line in result.stdout.splitlines():
            name, *numbers = line.split("\t")
            samples.setdefault(name, []).append(tuple(map(float, numbers)))
    return [(name, *(statistics.median(column) for column in zip(*rows)))
            for name, rows in samples.items()]


def rate(amount, seconds, unit):
    return f"{amount / seconds / unit:,.0f}" if amount else "–"


def measure(case, scratch, rounds):
    image = Image(scratch / case, case)
    title = (f"**{case}**: {CASES[case].__doc__} {len(image.layers)} layers, "
             f"{image.entries:,} entries, {image.bytes / 1e6:,.0f} MB of tar.")
    print(f"\n{title}\n\n| step | wall s | CPU s | 1000 entries/s | MB/s |\n|---|---|---|---|---|")
    for name, wall, cpu, entries, size in steps(image, scratch, rounds):
        print(f"| {name} | {wall:.3f} | {cpu:.3f} | {rate(entries, wall, 1000)} "
              f"| {rate(size, wall, 1e6)} |")
    candidates = ways(image, case)
    samples = {label: [] for label in candidates}
    for _ in range(rounds):
        for label, command in candidates.items():
            samples[label].append(run(command, scratch / "work"))
    allowed = MeasuredTest.BASE + MeasuredTest.FOR_EACH_ENTRY * image.entries
    print("\n| way | wall s | CPU s | wall, ratio | peak MiB | of what is allowed |\n"
          "|---|---|---|---|---|---|")
    first = None
    for label, rows in samples.items():
        wall, cpu, peak = (statistics.median(column) for column in zip(*rows))
        first = first or wall
        share = f"{peak / allowed:.0%} of {allowed / 2**20:.0f}" if "oci2boot" in label else ""
        print(f"| {label} | {wall:.2f} | {cpu:.2f} | {wall / first:.2f} | {peak / 2**20:.0f} "
              f"| {share} |", flush=True)
    remove(image.folder)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="default: 3")
    parser.add_argument("--folder", default="/dev/shm", metavar="TMPFS",
                        help="where everything lies, some GiB of it (default: /dev/shm)")
    parser.add_argument("--make", type=pathlib.Path, help=argparse.SUPPRESS)
    parser.add_argument("cases", nargs="*", metavar="CASE", help=", ".join(CASES))
    options = parser.parse_args()
    if options.make:
        make_layout(*options.cases, options.make)
        return
    for name in ("OCI2BOOT", "FLATTEN_BENCH"):
        if name not in os.environ:
            parser.error(f"{name} does not name its program (see docs/performance.md)")
    for case in options.cases:
        if case not in CASES:
            parser.error(f"there is no case {case}; there are {', '.join(CASES)}")
    with tempfile.TemporaryDirectory(prefix="oci2boot-bench-", dir=options.folder) as scratch:
        print(f"Medians of {options.rounds} rounds, alternating.")
        for case in options.cases or CASES:
            measure(case, pathlib.Path(scratch), options.rounds)


if __name__ == "__main__":
    main()
