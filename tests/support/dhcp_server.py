# SPDX-License-Identifier: Apache-2.0
"""A DHCP server on a network that has nothing but it and one QEMU, which sends and receives frames
on a TCP connection (-netdev socket,connect=)."""

import ipaddress
import queue
import socket
import struct
import threading

HARDWARE = bytes.fromhex("02000000dead")
BROADCAST = b"\xff" * 6
COOKIE = bytes((99, 130, 83, 99))
ARP, IPV4, UDP = 0x0806, 0x0800, 17
DISCOVER, OFFER, REQUEST, ACK, NAK = 1, 2, 3, 5, 6


def packed(*addresses):
    return b"".join(ipaddress.ip_address(address).packed for address in addresses)


def seconds(number):
    return struct.pack("!I", number)


def checksum(data):
    total = sum(struct.unpack(f"!{(len(data) + 1) // 2}H", data + b"\0" * (len(data) % 2)))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


class Question:
    """What a client has sent."""

    def __init__(self, message, sender, receiver):
        self.message, self.sender, self.receiver = message, sender, receiver
        self.own = str(ipaddress.ip_address(message[12:16]))
        self.hardware = message[28:34]
        self.options = {}
        at = 240
        while at < len(message) and message[at] != 255:
            if message[at] == 0:
                at += 1
                continue
            size = message[at + 1]
            self.options[message[at]] = message[at + 2:at + 2 + size]
            at += 2 + size
        self.type = self.options[53][0]

    def address(self, option):
        return str(ipaddress.ip_address(self.options[option])) if option in self.options else None


class DhcpServer:
    """Puts what the guest asks into `questions`, and sends what it is told to. Its address is the
    only one in the network that answers ARP. Use it in a `with` statement."""

    def __init__(self, address):
        self.address = address
        self.questions = queue.Queue()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._connection = None
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def netdev(self):
        """What QEMU's -netdev needs behind the id."""
        return f"socket,id=net,connect=127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        for one in (self._listener, self._connection):
            if one:
                one.close()
        self._thread.join(10)

    def next(self, deadline=60):
        """The next question."""
        try:
            return self.questions.get(timeout=deadline)
        except queue.Empty:
            raise AssertionError(f"the guest has asked for nothing in {deadline} s") from None

    def answer(self, question, kind, address="0.0.0.0", broadcast=False, **options):
        """Options are named oNUMBER and have bytes; the server's address is added."""
        message = bytearray(240)
        message[:3] = 2, 1, 6
        message[4:8] = question.message[4:8]
        message[16:20] = packed(address)
        message[28:34] = question.hardware
        message[236:240] = COOKIE
        values = {53: bytes((kind,)), 54: packed(self.address)}
        values |= {int(name[1:]): value for name, value in options.items()}
        for number, value in values.items():
            message += bytes((number, len(value))) + value
        message += b"\xff"
        # As servers do (RFC 2131, 4.1): straight to who has an address or takes frames without one.
        to = question.own if question.own != "0.0.0.0" else address
        to_all = broadcast or kind == NAK
        self._send_udp(BROADCAST if to_all else question.hardware,
                       "255.255.255.255" if to_all else to, bytes(message))

    def _send_udp(self, hardware, to, data):
        addresses = packed(self.address, to)
        udp = struct.pack("!HHHH", 67, 68, 8 + len(data), 0) + data
        udp_sum = checksum(addresses + struct.pack("!HH", UDP, len(udp)) + udp) or 0xFFFF
        udp = udp[:6] + struct.pack("!H", udp_sum) + udp[8:]
        header = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(udp), 0, 0, 64, UDP, 0) + addresses
        header = header[:10] + struct.pack("!H", checksum(header)) + header[12:]
        self._send(hardware, IPV4, header + udp)

    def _send(self, hardware, kind, data):
        frame = (hardware + HARDWARE + struct.pack("!H", kind) + data).ljust(60, b"\0")
        self._connection.sendall(struct.pack("!I", len(frame)) + frame)

    def _serve(self):
        try:
            self._connection, _ = self._listener.accept()
            with self._connection.makefile("rb") as frames:
                while size := frames.read(4):
                    self._take(frames.read(struct.unpack("!I", size)[0]))
        except (OSError, ValueError, struct.error):
            pass  # the test or QEMU has ended

    def _take(self, frame):
        kind = struct.unpack("!H", frame[12:14])[0]
        data = frame[14:]
        if kind == ARP and data[6:8] == b"\0\1" and data[24:28] == packed(self.address):
            reply = data[:6] + b"\0\2" + HARDWARE + data[24:28] + data[8:18]
            self._send(frame[6:12], ARP, reply)
        elif kind == IPV4 and data[9] == UDP and data[22:24] == struct.pack("!H", 67):
            sender, receiver = (str(ipaddress.ip_address(data[at:at + 4])) for at in (12, 16))
            self.questions.put(Question(data[28:], sender, receiver))
