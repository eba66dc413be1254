#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How files get into an ext4 file system: times ways to put the files of an unpacked Debian image
there, in one run, alternating, and prints a table with medians.

Usage, from the repository's root, as root, with 20 GB in FOLDER (default: build/bench):
    FILE_WRITE_BENCH=build/release/tests/bench/file_write_bench \\
        tests/bench/file_writes.py [--rounds N] [--folder FOLDER]
"""

import argparse
import contextlib
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
sys.dont_write_bytecode = True
from tests.bench.conversion import measure  # noqa: E402
from tests.bench.conversion.inputs import made  # noqa: E402
from tests.bench.conversion.ways import Way  # noqa: E402
from tests.bench.debian_image import debian_layout  # noqa: E402

DISK = "vm.img 6G"
WAYS = (
    Way("mke2fs -d", f'mke2fs -q -t ext4 -d "$TREE" {DISK}', ("vm.img",)),
    Way("ext2fs_file_write, each file", '"$FILE_WRITE_BENCH" vm.img <"$FILES"', ("vm.img",),
        before=f"mke2fs -q -t ext4 {DISK}"),
    Way("the same bytes into one file, 1 MiB each",
        'xargs -0 cat <"$FILES" | dd of=vm.img bs=1M iflag=fullblock status=none', ("vm.img",)),
)


def tree_of(layout, folder):
    """The image's tree, and a list of its files."""
    tree = made(folder / "tree", lambda path: subprocess.run(
        ["umoci", "raw", "unpack", "--image", f"{layout}:latest", path], check=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
    files = made(folder / "files", lambda path: path.write_bytes(subprocess.run(
        ["find", tree, "-type", "f", "-print0"], check=True, stdout=subprocess.PIPE).stdout))
    return tree, files


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="default: 5")
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / "build/bench")
    options = parser.parse_args()
    if "FILE_WRITE_BENCH" not in os.environ:
        parser.error("FILE_WRITE_BENCH does not name the program")
    folder = options.folder.resolve()
    (folder / "debian").mkdir(parents=True, exist_ok=True)
    tree, files = tree_of(debian_layout(folder / "debian"), folder / "debian")
    program = pathlib.Path(os.environ["FILE_WRITE_BENCH"]).resolve()
    environment = {**os.environ, "TREE": str(tree), "FILES": str(files),
                   "FILE_WRITE_BENCH": str(program)}
    with contextlib.closing(measure.Scratch(folder, 12 << 30)) as scratch:
        medians = measure.medians(WAYS, options.rounds, scratch, environment,
                                  lambda line: print(line, file=sys.stderr, flush=True))
    print("| way | wall s | CPU s |\n|---|---|---|")
    for way, sample in medians.items():
        print(f"| {way.name} | {sample.wall:.2f} | {sample.cpu:.2f} |")


if __name__ == "__main__":
    main()
