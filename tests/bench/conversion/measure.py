# SPDX-License-Identifier: Apache-2.0
"""Runs command lines one after the other, each in a file system of its own, and tells what they
took."""

import contextlib
import dataclasses
import fcntl
import os
import pathlib
import statistics
import subprocess
import time

SECTOR = 512  # /sys/block/*/stat counts these, whatever the device has


@dataclasses.dataclass(frozen=True)
class Sample:
    wall: float  # seconds
    cpu: float  # seconds of all processes, user and system
    peak: int  # resident bytes of the largest process
    written: int  # bytes to the device, once everything is there
    output: int  # bytes of it that are the output's

    @staticmethod
    def median(samples):
        return Sample(*(statistics.median(column) for column in
                        zip(*(dataclasses.astuple(sample) for sample in samples))))


class Scratch:
    """A disk that is made once and formatted for each run. What was removed from a file system
    before would make it slower for whoever comes next."""

    def __init__(self, folder, size):
        self._disk = pathlib.Path(folder) / "scratch.img"
        self._mount_point = pathlib.Path(folder) / "scratch"
        self._mount_point.mkdir(exist_ok=True)
        self._lock = open(pathlib.Path(folder) / "lock", "w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit(f"{folder}: another benchmark runs here") from None
        if not self._disk.exists() or self._disk.stat().st_size != size:
            subprocess.run(["fallocate", "-l", str(size), self._disk], check=True)
        self._loop = subprocess.run(
            ["losetup", "--find", "--show", "--direct-io=on", self._disk], check=True,
            stdout=subprocess.PIPE, text=True).stdout.strip()

    def close(self):
        subprocess.run(["losetup", "--detach", self._loop], check=True)
        self._disk.unlink()
        self._lock.close()

    @contextlib.contextmanager
    def fresh(self):
        """The folder of an empty file system."""
        subprocess.run(["mke2fs", "-q", "-F", "-t", "ext4", "-E",
                        "nodiscard,lazy_itable_init=0,lazy_journal_init=0", self._loop], check=True)
        subprocess.run(["mount", self._loop, self._mount_point], check=True)
        try:
            yield self._mount_point
        finally:
            subprocess.run(["umount", self._mount_point], check=True)

    def bytes_written(self):
        os.sync()
        stat = pathlib.Path(f"/sys/block/{pathlib.Path(self._loop).name}/stat").read_text()
        return int(stat.split()[6]) * SECTOR


def room_of(folder, names):
    """Bytes that the files take on the disk, holes left out."""
    return sum((folder / name).stat().st_blocks * SECTOR for name in names
               if (folder / name).exists())


def run(way, scratch, environment):
    """A Sample of one run of `way`, a Way of ways.py."""
    with scratch.fresh() as folder:
        if way.before:
            subprocess.run(["sh", "-ec", way.before], cwd=folder, env=environment, check=True,
                           stdout=subprocess.DEVNULL)
        (folder / "tmp").mkdir()
        peak = folder / "tmp/peak"  # in KiB; not by wait4(), whose number begins at Python's own
        written = scratch.bytes_written()
        start = time.monotonic()
        process = subprocess.Popen(["time", "-q", "-f", "%M", "-o", peak, "sh", "-ec", way.command],
                                   cwd=folder, env={**environment, "TMPDIR": str(folder / "tmp")},
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        said = process.stderr.read().decode(errors="replace")
        _, status, usage = os.wait4(process.pid, 0)  # and of all that the shell has waited for
        wall = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        process.stderr.close()
        if process.returncode != 0:
            raise SystemExit(f"{way.name}: {said}")
        return Sample(wall, usage.ru_utime + usage.ru_stime, int(peak.read_text()) << 10,
                      scratch.bytes_written() - written, room_of(folder, way.outputs))


def medians(ways, rounds, scratch, environment, tell):
    """The median Sample of each way. They take turns, every other time from the last to the first:
    nobody is always behind the same one."""
    samples = {way: [] for way in ways}
    for turn in range(rounds):
        for way in ways[::1 if turn % 2 == 0 else -1]:
            samples[way].append(run(way, scratch, environment))
            tell(f"{turn + 1}/{rounds} {way.name}: {samples[way][-1].wall:.2f} s")
    return {way: Sample.median(found) for way, found in samples.items()}
