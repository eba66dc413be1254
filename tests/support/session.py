# SPDX-License-Identifier: Apache-2.0
"""A host of the session protocol (src/init/session_format.h) that has nothing of the product's:
QEMU by hand, frames by hand."""

import pathlib
import platform
import re
import select
import socket
import struct
import subprocess
import tempfile
import time

from tests.support import cpio_archive

# TCG on a busy machine; a boot takes 2 to 4 s on an idle one.
DEADLINE = 60
# A busy host that emulates a PC lets its timer be late for the kernel's check of it.
QEMU, ARGUMENTS = {
    "x86_64": (["qemu-system-x86_64", "-machine", "q35"], "console=ttyS0 no_timer_check"),
    "aarch64": (["qemu-system-aarch64", "-machine", "virt"], "console=ttyAMA0")}[platform.machine()]
MAGIC = b"\x1eO2B"
HEADER = struct.Struct("<4scBH")
WINDOW = 65536


def frame(kind, payload=b""):
    low, high = len(payload) & 0xff, len(payload) >> 8
    return HEADER.pack(MAGIC, kind, (kind[0] + low + high) & 0xff, len(payload)) + payload


class Frames:
    """Frames in a stream; what is in none of them is kept in `text`."""

    def __init__(self):
        self.text = b""
        self._bytes = b""

    def take(self, data):
        self._bytes += data
        while True:
            start = self._bytes.find(MAGIC)
            if start < 0:
                # The magic's beginning may be at the end.
                keep = next((n for n in (3, 2, 1) if self._bytes.endswith(MAGIC[:n])), 0)
                start = len(self._bytes) - keep
            self.text += self._bytes[:start]
            self._bytes = self._bytes[start:]
            if len(self._bytes) < HEADER.size:
                return
            _, kind, check, size = HEADER.unpack_from(self._bytes)
            if check != (kind[0] + (size & 0xff) + (size >> 8)) & 0xff or size > 32768:
                self.text += self._bytes[:1]
                self._bytes = self._bytes[1:]
                continue
            if len(self._bytes) < HEADER.size + size:
                return
            payload = self._bytes[HEADER.size:HEADER.size + size]
            self._bytes = self._bytes[HEADER.size + size:]
            yield kind, payload


def read_plan(archive):
    """The records of the plan in an initramfs that is not compressed."""
    data, at = pathlib.Path(archive).read_bytes(), 0
    while data[at:at + 6] == b"070701":
        size, name_size = (int(data[at + n:at + n + 8], 16) for n in (54, 94))
        name = data[at + 110:at + 110 + name_size - 1]
        body = (at + 110 + name_size + 3) & ~3
        if name == b".oci2boot/plan":
            return data[body:body + size].decode().split("\0")[:-1]
        at = (body + size + 3) & ~3
    raise AssertionError(f"no plan in {archive}")


def plan_archive(records):
    body = "".join(record + "\0" for record in records).encode()
    archive = (cpio_archive.directory(b".oci2boot") +
               cpio_archive.entry(b".oci2boot/plan", body) + cpio_archive.trailer())
    return archive + bytes(-len(archive) % 512)


class Session:
    """A guest in a session. Use it in a `with` statement. `initramfs`: of a conversion, whose
    kernel lies beside it, and whose plan is taken but for what `records` say: {key: [values]}."""

    def __init__(self, initramfs, records, *, port=True, kernel_arguments="", qemu=(),
                 deadline=DEADLINE):
        self.output, self.errors = bytearray(), bytearray()
        self.log, self.status = [], None
        self.is_ready = False
        self.credit_given = 0
        self.sent = 0
        self._deadline = deadline
        self._input, self._has_more = bytearray(), True
        self._folder = tempfile.TemporaryDirectory(prefix="oci2boot-session-")
        initrd = pathlib.Path(self._folder.name) / "initrd"
        plan = [record for record in read_plan(initramfs)
                if record.split("=")[0] not in {*records, "network"}]
        plan += ["session=yes"]
        plan += [f"{key}={value}" for key, values in records.items() for value in values]
        initrd.write_bytes(initramfs.read_bytes() + plan_archive(plan))
        # The port and the console, each a socket and what its stream says.
        self._streams, ends = {}, []
        for _ in range(2):
            ours, theirs = socket.socketpair()
            self._streams[ours] = Frames()
            ends.append(theirs)
        self._port, self._console = self._streams
        self._link = None
        command = [
            *QEMU, "-nodefaults", "-no-user-config", "-no-reboot", "-display", "none", "-cpu",
            "max", "-m", "256", "-kernel", f"{initramfs}.vmlinuz", "-initrd", str(initrd),
            "-append", f"{ARGUMENTS} panic=-1 quiet {kernel_arguments}",
            "-chardev", f"socket,id=console,fd={ends[1].fileno()}", "-serial", "chardev:console",
            *qemu]
        if port:
            command += [
                "-device", "virtio-serial-pci", "-chardev", f"socket,id=port,fd={ends[0].fileno()}",
                "-device", "virtserialport,chardev=port,name=oci2boot.session"]
        self._process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, pass_fds=[end.fileno() for end in ends])
        for end in ends:
            end.close()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self._process.kill()
        self._process.wait()
        for stream in self._streams:
            stream.close()
        self._folder.cleanup()

    @property
    def console(self):
        """What is in no frame on the console."""
        return self._streams[self._console].text.decode(errors="replace").replace("\r", "")

    @property
    def uses_console(self):
        return self._link is self._console

    def _tell(self):
        return (f"ready {self.is_ready}, status {self.status}, output {self.output[-2000:]!r}, "
                f"errors {self.errors[-2000:]!r}, log {self.log}, "
                f"console {self.console[-2000:]!r}")

    def _take(self, stream, kind, payload):
        if kind == b"R":
            self.is_ready, self._link = True, stream
        elif kind == b"o":
            self.output += payload
        elif kind == b"e":
            self.errors += payload
        elif kind == b"l":
            self.log.append(payload.decode())
        elif kind == b"c":
            self.credit_given += struct.unpack("<I", payload)[0]
            if self.credit_given - self.sent > WINDOW:
                raise AssertionError(f"more credit than the window: {self._tell()}")
        elif kind == b"x":
            if self.status is not None:
                raise AssertionError("two statuses")
            self.status = int(payload)

    def _send_input(self):
        while self._input and self.sent < self.credit_given:
            piece = bytes(self._input[:min(self.credit_given - self.sent, 32768)])
            del self._input[:len(piece)]
            self.sent += len(piece)
            self._link.sendall(frame(b"i", piece))
        if not self._input and not self._has_more:
            self._has_more = True
            self._link.sendall(frame(b"z"))

    def _step(self, deadline):
        """Takes in what has come; False at QEMU's end."""
        if self._link:
            self._send_input()
        left = max(0, deadline - time.monotonic())
        ready, _, _ = select.select(list(self._streams), [], [], left)
        if not ready:
            raise AssertionError(f"nothing more came within {self._deadline} s: {self._tell()}")
        goes_on = True
        for stream in ready:
            try:
                data = stream.recv(65536)
            except ConnectionResetError:
                data = b""
            goes_on = goes_on and bool(data)
            for kind, payload in self._streams[stream].take(data):
                self._take(stream, kind, payload)
        return goes_on

    def wait_until(self, condition):
        deadline = time.monotonic() + self._deadline
        while not condition():
            if not self._step(deadline):
                raise AssertionError(f"the machine has ended: {self._tell()}")

    def expect(self, pattern):
        """Waits until the program has printed that."""
        self.wait_until(lambda: re.search(pattern.encode(), self.output, re.MULTILINE))

    def send(self, data):
        """More input, as soon as there is credit for it."""
        self._input += data

    def end_input(self):
        """Nothing more follows."""
        self._has_more = False

    def tell(self, kind, payload=b""):
        """A frame of the host's."""
        self.wait_until(lambda: self.is_ready)
        self._link.sendall(frame(kind, payload))

    def wait(self):
        """The program's exit status, once it has ended."""
        self.wait_until(lambda: self.status is not None)
        return self.status

    def say_goodbye(self):
        """Lets the machine power off, and waits for that."""
        self.tell(b"b")
        deadline = time.monotonic() + self._deadline
        while self._step(deadline):
            pass
        return self._process.wait(timeout=self._deadline)
