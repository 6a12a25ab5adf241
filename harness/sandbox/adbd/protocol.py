"""ADB's 24-byte message header and the constants of the transport (AOSP ``protocol.txt``)."""

from __future__ import annotations

import struct
from dataclasses import dataclass

CNXN = 0x4E584E43
AUTH = 0x48545541
OPEN = 0x4E45504F
OKAY = 0x59414B4F
CLSE = 0x45534C43
WRTE = 0x45545257
STLS = 0x534C5453

#: Protocol version from which both sides skip the payload checksum.
VERSION_SKIP_CHECKSUM = 0x01000001
#: The largest payload that this daemon takes, in bytes (AOSP's own value since 2018).
MAX_PAYLOAD = 1024 * 1024

_HEADER = struct.Struct("<6I")
HEADER_SIZE = _HEADER.size


class ProtocolError(Exception):
    """The peer sent something that is not ADB; the connection must be dropped."""


@dataclass(frozen=True, slots=True)
class Header:
    """One parsed message header; ``length`` is the payload's size in bytes."""

    command: int
    arg0: int
    arg1: int
    length: int


def parse_header(raw: bytes) -> Header:
    """Read a header of ``HEADER_SIZE`` bytes. Raises :class:`ProtocolError` on a bad magic or an oversized payload."""
    command, arg0, arg1, length, _checksum, magic = _HEADER.unpack(raw)
    if magic != command ^ 0xFFFFFFFF:
        raise ProtocolError(f"bad magic {magic:#x} for command {command:#x}")
    if length > MAX_PAYLOAD:
        raise ProtocolError(f"payload of {length} bytes is larger than {MAX_PAYLOAD}")
    return Header(command, arg0, arg1, length)


def pack(command: int, arg0: int, arg1: int, payload: bytes = b"", *, checksum: bool = False) -> bytes:
    """One message ready to send; ``checksum`` sums the payload for peers older than the checksum-skipping version."""
    total = sum(payload) & 0xFFFFFFFF if checksum else 0
    return _HEADER.pack(command, arg0, arg1, len(payload), total, command ^ 0xFFFFFFFF) + payload
