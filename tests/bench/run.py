#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Times `oci2boot run` from Enter to the program's first output, the root being in the cache,
against QEMU with the same machine, kernel and kernel arguments and an init that does nothing but
say a word. The ways alternate in one run; prints a table with medians.

Usage, from the repository's root:
    OCI2BOOT=PROGRAM OCI2BOOT_CORPUS=FOLDER tests/bench/run.py [ROUNDS]
"""

import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from tests.support import images  # noqa: E402
from tests.support.cpio_archive import entry, trailer  # noqa: E402

PROGRAM = os.environ["OCI2BOOT"]
ALPINE = "docker-archive:" + os.environ["OCI2BOOT_CORPUS"] + "/images/alpine-docker-save.tar"
WORD = b"here"

# Nothing but two system calls: no libc that starts.
EMPTY_INIT = r"""
static long call(long number, long a, long b, long c) {
  long result;
  __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c)
                   : "rcx", "r11", "memory");
  return result;
}
void _start(void) {
  call(1, 1, (long)"here\n", 5);  /* write */
  for (;;) call(34, 0, 0, 0);     /* pause */
}
"""

# Notes QEMU's arguments, and becomes it.
NOTING_QEMU = """#!/bin/sh
printf '%s\\0' "$@" > '{notes}'
exec '{qemu}' "$@"
"""

MACHINE_OPTIONS = ["-machine", "-cpu", "-m", "-smp", "-kernel", "-append"]


def empty_initrd(folder):
    """An initramfs that has nothing but that init."""
    (folder / "init.c").write_text(EMPTY_INIT)
    subprocess.run(["cc", "-Os", "-static", "-nostdlib", "-fno-stack-protector", "-o", "init",
                    "init.c"], cwd=folder, check=True)
    path = folder / "empty.cpio"
    path.write_bytes(entry(b"init", (folder / "init").read_bytes(), mode=0o100755) + trailer())
    return path


def arguments_of(run, folder):
    """QEMU's, where `run` starts it; what it needs is in the cache then."""
    (folder / "bin").mkdir()
    noting, notes = folder / "bin/qemu-system-x86_64", folder / "notes"
    noting.write_text(NOTING_QEMU.format(notes=notes, qemu=shutil.which("qemu-system-x86_64")))
    noting.chmod(0o755)
    path = f"{noting.parent}:{os.environ['PATH']}"
    subprocess.run(run, check=True, env={**os.environ, "PATH": path}, stdout=subprocess.DEVNULL)
    return notes.read_text().split("\0")[:-1]


def bare_qemu(arguments, initrd):
    """The same machine without what connects it to anything."""
    command = ["qemu-system-x86_64", "-nodefaults", "-no-user-config", "-no-reboot", "-display",
               "none", "-chardev", "stdio,id=console", "-serial", "chardev:console",
               "-initrd", str(initrd)]
    for option in MACHINE_OPTIONS:
        command += [option, arguments[arguments.index(option) + 1]]
    return command


def first_output(command):
    """Seconds until the word is on standard output, and until the end of a command that ends."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process:
        seen = b""
        while WORD not in seen:
            more = os.read(process.stdout.fileno(), 4096)
            if not more:
                raise SystemExit(f"no output from {command}")
            seen += more
        first = time.monotonic() - start
        if command[0] != PROGRAM:
            process.kill()
        process.wait()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return first, cpu, time.monotonic() - start


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory(prefix="oci2boot-bench-") as scratch:
        scratch = pathlib.Path(scratch)
        def run(image, *options):
            return [PROGRAM, "run", "--cache-dir", str(scratch / "cache"), "-q", *options, image,
                    "--", "echo", WORD.decode()]

        busybox = f"oci:{images.busybox_layout(scratch / 'busybox')}"
        arguments = arguments_of(run(ALPINE), scratch)
        ways = {
            "QEMU, an empty init": bare_qemu(arguments, empty_initrd(scratch)),
            "oci2boot run, busybox": run(busybox),
            "oci2boot run, busybox, --network none": run(busybox, "--network", "none"),
            "oci2boot run, Alpine, --format initramfs": run(ALPINE, "--format", "initramfs"),
            "oci2boot run, Alpine, --format disk": run(ALPINE, "--format", "disk"),
        }
        for command in ways.values():
            first_output(command)  # what is to be cached is, and so are the host's pages
        samples = {label: [] for label in ways}
        for _ in range(rounds):
            for label, command in ways.items():
                samples[label].append(first_output(command))
    print(f"Medians of {rounds}; machine: {arguments[arguments.index('-machine') + 1]}\n")
    print("| way | first output, s | spread | more than QEMU, s | CPU s | to the end, s |")
    print("|---|---|---|---|---|---|")
    least = None
    for label, taken in samples.items():
        firsts, cpus, ends = zip(*taken)
        first = statistics.median(firsts)
        least = least or first
        print(f"| {label} | {first:.2f} | {min(firsts):.2f}–{max(firsts):.2f} | "
              f"{first - least:+.2f} | {statistics.median(cpus):.2f} | "
              f"{statistics.median(ends):.2f} |")


if __name__ == "__main__":
    main()
