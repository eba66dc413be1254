# SPDX-License-Identifier: Apache-2.0
"""Partition tables, for disks that are not oci2boot's own."""

import struct
import uuid
import zlib

SECTOR = 512
START = 2048 * SECTOR  # where the partition begins


def _protective_mbr(sectors):
    entry = struct.pack("<B3sB3sII", 0, b"\0\2\0", 0xEE, b"\xff" * 3, 1, sectors - 1)
    return bytes(446) + entry.ljust(64, b"\0") + b"\x55\xaa"


def gpt(size, part_uuid):
    """The beginning of a disk of `size` bytes, up to START, whose second partition is the rest."""
    sectors = size // SECTOR
    linux = uuid.UUID("0fc63daf-8483-4772-8e79-3d69d8477de4").bytes_le
    entry = linux + uuid.UUID(part_uuid).bytes_le
    entry += struct.pack("<QQQ72s", START // SECTOR, sectors - 34, 0, b"")
    entries = (bytes(128) + entry).ljust(128 * 128, b"\0")

    def header(check):
        return struct.pack("<8sIIIIQQQQ16sQIII", b"EFI PART", 0x10000, 92, check, 0, 1, sectors - 1,
                           34, sectors - 34, uuid.UUID(int=7).bytes_le, 2, 128, 128,
                           zlib.crc32(entries))

    whole = header(zlib.crc32(header(0))).ljust(SECTOR, b"\0")
    return (_protective_mbr(sectors) + whole + entries).ljust(START, b"\0")


def mbr(size, signature):
    """The same with the older kind of table: its second partition is SIGNATURE-02."""
    sectors = (size - START) // SECTOR
    entry = struct.pack("<B3sB3sII", 0, b"", 0x83, b"", START // SECTOR, sectors)
    table = bytes(16) + entry + bytes(32)
    return (bytes(440) + struct.pack("<IH", signature, 0) + table + b"\x55\xaa").ljust(START, b"\0")
