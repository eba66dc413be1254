#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Times disks made of a Debian image against what else makes a disk of an image, all in one run,
alternating, and prints tables with medians.

Usage, from the repository's root, as root:
    OCI2BOOT=build/release/src/oci2boot \\
    FILE_WRITE_BENCH=build/release/tests/bench/file_write_bench \\
        tests/bench/disks.py [--rounds N] [--folder FOLDER] [WAY …]

The image is made once, in FOLDER (see debian_image.py), where everything is measured: some 10 GB.
WAY is the name of a way as the tables have it, or a part of names.
"""

import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
sys.dont_write_bytecode = True
from tests.bench.debian_image import debian_layout  # noqa: E402

DISK_SIZE = "2G"  # of the disks that mke2fs makes
MIB = 1 << 20


def ways():
    """What is measured, by name: a line for the shell that prepares, one that is measured, and the
    file that comes out. $OCI2BOOT is the program, $IMAGE the layout, $TREE the unpacked image."""
    ours = '"$OCI2BOOT" "oci:$IMAGE" --kernel none -q'
    return {
        "umoci unpack, mke2fs -d": (
            "", 'umoci unpack --image "$IMAGE:latest" bundle && '
            f"mke2fs -q -t ext4 -d bundle/rootfs vm.img {DISK_SIZE}", "vm.img"),
        "umoci raw unpack, mke2fs -d": (
            "", 'umoci raw unpack --image "$IMAGE:latest" tree && '
            f"mke2fs -q -t ext4 -d tree vm.img {DISK_SIZE}", "vm.img"),
        "oci2boot -o vm.img": ("", f"{ours} -o vm.img", "vm.img"),
        "oci2boot -o vm.qcow2": ("", f"{ours} -o vm.qcow2", "vm.qcow2"),
        "oci2boot -o vm.qcow2 --compress zstd": (
            "", f"{ours} -o vm.qcow2 --compress zstd", "vm.qcow2"),
        "oci2boot -o vm.qcow2 --compress zlib": (
            "", f"{ours} -o vm.qcow2 --compress zlib", "vm.qcow2"),
        "oci2boot -o x.tar": ("", '"$OCI2BOOT" "oci:$IMAGE" -q -o x.tar', "x.tar"),
        "oci2boot -o vm.img, qemu-img convert -c zstd": (
            "", f"{ours} -o vm.img && qemu-img convert -c -O qcow2 -o compression_type=zstd vm.img "
            "vm.qcow2", "vm.qcow2"),
        "oci2boot -o vm.img, qemu-img convert -c": (
            "", f"{ours} -o vm.img && qemu-img convert -c -O qcow2 vm.img vm.qcow2", "vm.qcow2"),
    }


def parts():
    """The same for how files get into an ext4 file system, the tree being unpacked already."""
    return {
        "mke2fs -d": ("", f'mke2fs -q -t ext4 -d "$TREE" vm.img {DISK_SIZE}', "vm.img"),
        "ext2fs_file_write, each file": (
            f"mke2fs -q -t ext4 vm.img {DISK_SIZE}", '"$FILE_WRITE_BENCH" vm.img <"$FILES"',
            "vm.img"),
        "the same bytes into one file, 1 MiB each": (
            "", 'xargs -0 cat <"$FILES" | dd of=vm.img bs=1M iflag=fullblock status=none',
            "vm.img"),
    }


def run(way, folder, environment):
    """Wall seconds, CPU seconds, peak resident bytes of the largest process, and what the output
    takes on the disk."""
    prepare, command, output = way
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    subprocess.run(["sh", "-ec", prepare], cwd=folder, env=environment, check=True)
    os.sync()
    start = time.monotonic()
    process = subprocess.Popen(["sh", "-ec", command], cwd=folder, env=environment,
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = process.stderr.read().decode(errors="replace")
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode != 0:
        raise SystemExit(f"{command}: {said}")
    room = (folder / output).stat().st_blocks * 512
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss << 10, room


def measure(candidates, rounds, folder, environment):
    samples = {name: [] for name in candidates}
    for turn in range(rounds):
        # A disk is slower after much was written: nobody is always behind the same one.
        names = list(candidates)[::1 if turn % 2 == 0 else -1]
        for name in names:
            samples[name].append(run(candidates[name], folder, environment))
            print(f"{name}: {samples[name][-1][0]:.2f} s", file=sys.stderr, flush=True)
    shutil.rmtree(folder)
    print("\n| way | wall s | spread s | CPU s | wall, ratio | peak MiB | MB on the host |\n"
          "|---|---|---|---|---|---|---|")
    first = None
    for name, rows in samples.items():
        wall, cpu, peak, room = (statistics.median(column) for column in zip(*rows))
        first = first or wall
        walls = [row[0] for row in rows]
        print(f"| {name} | {wall:.2f} | {min(walls):.2f}–{max(walls):.2f} | {cpu:.2f} "
              f"| {wall / first:.3f} | {peak / MIB:.0f} | {room / 1e6:.0f} |", flush=True)


def chosen(candidates, wanted):
    """Those with one of these names, or with one of these parts of names; all if none is wanted."""
    return {name: way for name, way in candidates.items() if not wanted or any(
        part == name or part in name and part not in candidates for part in wanted)}


def unpack(layout, folder):
    """The image's tree, and a list of its files."""
    tree, files = folder / "tree", folder / "files"
    if not files.exists():
        shutil.rmtree(tree, ignore_errors=True)
        subprocess.run(["umoci", "raw", "unpack", "--image", f"{layout}:latest", str(tree)],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        listed = subprocess.run(["find", str(tree), "-type", "f", "-print0"], check=True,
                                stdout=subprocess.PIPE).stdout
        files.write_bytes(listed)
    return tree, files


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="default: 5")
    parser.add_argument("--folder", type=pathlib.Path, default=pathlib.Path("build/bench-disks"),
                        help="default: build/bench-disks")
    parser.add_argument("ways", nargs="*", metavar="WAY")
    options = parser.parse_args()
    if "OCI2BOOT" not in os.environ:
        parser.error("OCI2BOOT does not name the program")
    layout = debian_layout(options.folder)
    folder = options.folder.resolve()
    candidates, of_parts = chosen(ways(), options.ways), chosen(parts(), options.ways)
    environment = {**os.environ, "IMAGE": str(layout), "XDG_CACHE_HOME": str(folder / "cache")}
    environment["OCI2BOOT"] = str(pathlib.Path(os.environ["OCI2BOOT"]).resolve())
    packed = sum(blob.stat().st_size for blob in (layout / "blobs/sha256").iterdir())
    print(f"{packed / 1e6:.0f} MB of gzip layers; medians of {options.rounds} rounds, alternating")
    if candidates:
        measure(candidates, options.rounds, folder / "work", environment)
    if "FILE_WRITE_BENCH" in os.environ and of_parts:
        tree, files = unpack(layout, folder)
        environment |= {"TREE": str(tree), "FILES": str(files), "FILE_WRITE_BENCH":
                        str(pathlib.Path(os.environ["FILE_WRITE_BENCH"]).resolve())}
        measure(of_parts, options.rounds, folder / "work", environment)


if __name__ == "__main__":
    main()
