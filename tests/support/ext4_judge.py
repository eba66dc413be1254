# SPDX-License-Identifier: Apache-2.0
"""Judges disks that hold an ext4 file system, raw or qcow2, by e2fsprogs, qemu-img and the kernel.

    with Disk("vm.qcow2") as disk:
        self.assertEqual(disk.complaints(), [])
        self.assertEqual(disk_differences(read_tar("x.tar"), disk.tree()), [])
"""

import functools
import json
import mmap
import os
import pathlib
import pickle
import re
import subprocess
import sys
import tempfile
import time

from tests.support.ext4_reader import BLOCK, Ext4

HERE = pathlib.Path(__file__).resolve()
QCOW2_MAGIC = b"QFI\xfb"
# What every disk has. Others come with content that needs them: ea_inode, large_dir.
FEATURES = {"has_journal", "ext_attr", "resize_inode", "dir_index", "filetype", "extent", "64bit",
            "flex_bg", "sparse_super", "large_file", "huge_file", "dir_nlink", "extra_isize",
            "metadata_csum"}
_CLEAN_FSCK = re.compile(
    r"Pass [1-5]: .*|.*: \d+/\d+ files \([\d.]+% non-contiguous\), \d+/\d+ blocks")
_BANNER = re.compile(r"(e2fsck|dumpe2fs) [\d.]+ \(.*\)")
_SECONDS = 600
_PICKLE = ("import pickle, sys; from tests.support.tree import read_folder; "
           "pickle.dump(read_folder(sys.argv[1]), sys.stdout.buffer)")


@functools.cache
def can_mount():
    """Whether this user may mount a file on a loop device."""
    if os.getuid() != 0 or not os.path.exists("/dev/loop-control"):
        return False
    with tempfile.TemporaryDirectory(prefix="oci2boot-test-") as folder:
        image = os.path.join(folder, "probe")
        subprocess.run(["mke2fs", "-qF", "-t", "ext4", image, "4M"], check=True,
                       capture_output=True)
        return _in_own_mounts(image, "true").returncode == 0


def _in_own_mounts(raw, *command):
    """Runs a command in the root of the mounted file system; the mount goes away with it. The
    journal is not replayed: nothing is written to the disk."""
    script = ('place=$(mktemp -d) && mount -t tmpfs none "$place" && mkdir "$place/root" && '
              'mount -t ext4 -o ro,noload,loop "$1" "$place/root" && root=$place/root && shift && '
              '"$@" "$root"; status=$?; umount "$root" "$place"; rmdir "$place"; exit $status')
    return subprocess.run(["unshare", "-m", "sh", "-c", script, "sh", str(raw), *command],
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS,
                          check=False)


class Disk:
    """A disk to be judged. Of one that is not raw, a raw copy is made. Use it in a `with`
    statement."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self._scratch = None
        with open(path, "rb") as file:
            self.is_qcow2 = file.read(4) == QCOW2_MAGIC
        self.raw = self.path

    def __enter__(self):
        if self.is_qcow2:
            # Beside the disk: it may be large, and is sparse.
            self._scratch = tempfile.TemporaryDirectory(prefix="raw-", dir=self.path.parent)
            self.raw = pathlib.Path(self._scratch.name) / "raw"
            _run("qemu-img", "convert", "-O", "raw", self.path, self.raw)
        return self

    def __exit__(self, *exception):
        if self._scratch:
            self._scratch.cleanup()

    def complaints(self):
        """Lines that say what is wrong with the disk; none: nothing."""
        lines = self._container_complaints() if self.is_qcow2 else []
        return lines + fsck_complaints(self.raw) + self._content_complaints()

    def _container_complaints(self):
        checked = subprocess.run(["qemu-img", "check", "--output=json", str(self.path)],
                                 capture_output=True, text=True, timeout=_SECONDS, check=False)
        report = json.loads(checked.stdout or "{}")
        wrong = [f"{report[key]} {key}" for key in ("corruptions", "leaks", "check-errors")
                 if report.get(key)]
        if wrong or checked.returncode != 0:
            return [f"qemu-img check: {', '.join(wrong)} {checked.stderr.strip()}"]
        return []

    def _content_complaints(self):
        lines, listed = [], self.dumpe2fs()
        superblock = _superblock(listed)
        features = set(superblock["Filesystem features"].split())
        lines += [f"the feature {name} is missing" for name in sorted(FEATURES - features)]
        lines += [f"the feature {name} is set" for name in
                  sorted(features - FEATURES - {"ea_inode", "large_dir"})]
        for name, value in (("Filesystem state", "clean"), ("Reserved block count", "0"),
                            ("Block size", "4096"), ("Inode size", "256"),
                            ("Maximum mount count", "-1"), ("Errors behavior", "Continue"),
                            ("Default mount options", "user_xattr acl")):
            if superblock.get(name) != value:
                lines.append(f"dumpe2fs: {name}: {superblock.get(name)}, expected {value}")
        if not re.fullmatch(r"oci-[0-9a-f]{12}", superblock["Filesystem volume name"]):
            lines.append(f"its label is {superblock['Filesystem volume name']}")
        if int(superblock["Block count"]) * BLOCK != self.raw.stat().st_size:
            lines.append(f"the file system has {superblock['Block count']} blocks, the disk "
                         f"{self.raw.stat().st_size} bytes")
        return lines + _leaks(self.raw, listed)

    def dumpe2fs(self):
        """All that dumpe2fs tells."""
        told = subprocess.run(["dumpe2fs", str(self.raw)], capture_output=True, text=True,
                              errors="replace", timeout=_SECONDS, check=True)
        said = [line for line in told.stderr.splitlines() if not _BANNER.fullmatch(line)]
        if said:
            raise AssertionError(f"dumpe2fs: {said}")
        return told.stdout

    def superblock(self):
        """What dumpe2fs -h tells, by name."""
        return _superblock(self.dumpe2fs())

    def tree(self):
        """As our own reader sees it."""
        with Ext4(self.raw) as disk:
            return disk.tree()

    def mounted_tree(self):
        """As the kernel sees it; for this can_mount() must hold."""
        read = _in_own_mounts(self.raw, "env", f"PYTHONPATH={HERE.parents[2]}", sys.executable,
                              "-B", "-c", _PICKLE)
        if read.returncode != 0:
            raise AssertionError(f"{self.path} cannot be mounted: "
                                 + read.stderr.decode(errors="replace"))
        return pickle.loads(read.stdout)


def e2fsck(option, raw):
    """e2fsck's result. The clock of a guest runs ahead on a busy host, and times in the future are
    nothing to complain of."""
    later = {**os.environ, "E2FSCK_TIME": str(int(time.time()) + 3600)}
    return subprocess.run(["e2fsck", option, str(raw)], capture_output=True, text=True,
                          errors="replace", stdin=subprocess.DEVNULL, timeout=_SECONDS, env=later,
                          check=False)


def fsck_complaints(raw):
    """What e2fsck -fn says beyond what it says of a clean file system."""
    checked = e2fsck("-fn", raw)
    said = [line for line in (checked.stdout + checked.stderr).splitlines()
            if line and not _CLEAN_FSCK.fullmatch(line) and not _BANNER.fullmatch(line)]
    if checked.returncode != 0 or said:
        return [f"e2fsck, status {checked.returncode}: {line}" for line in said or [""]]
    return []


def _run(*command):
    subprocess.run(list(map(str, command)), check=True, stdout=subprocess.DEVNULL,
                   timeout=_SECONDS)


def _superblock(listed):
    pairs = (line.partition(":") for line in listed.partition("\n\n")[0].splitlines())
    return {name: value.strip() for name, _, value in pairs}


def free_ranges(listed):
    """(first block, last block) of what dumpe2fs tells is free."""
    for line in re.findall(r"^  Free blocks: (.+)$", listed, re.MULTILINE):
        for piece in line.split(", "):
            first, _, last = piece.partition("-")
            yield int(first), int(last or first)


def _leaks(raw, listed):
    """Blocks that nothing uses hold nothing."""
    lines = []
    with open(raw, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as disk:
        for first, last in free_ranges(listed):
            for start, end in _data_segments(file.fileno(), first * BLOCK, (last + 1) * BLOCK):
                piece = disk[start:end]
                if piece.count(0) != len(piece):
                    at = len(piece) - len(piece.lstrip(b"\0"))
                    lines.append(f"block {(start + at) // BLOCK} is free, and holds "
                                 f"{piece[at:at + 40]!r}")
    return lines[:10]


def _data_segments(file, start, end):
    while start < end:
        try:
            start = os.lseek(file, start, os.SEEK_DATA)
        except OSError:  # nothing but a hole
            return
        if start < end:
            hole = min(os.lseek(file, start, os.SEEK_HOLE), end, start + (64 << 20))
            yield start, hole
            start = hole

