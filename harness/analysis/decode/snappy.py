"""Snappy: raw blocks, the framing format, and snappy-java's streams."""

from collections.abc import Iterator

import cramjam

from harness.analysis.decode.again import Redo
from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.inflate import NOTHING, Unpacked
from harness.analysis.decode.view import Budget, Part
from harness.wire.varint import read_varint

FRAMED = b"\xff\x06\x00\x00sNaPpY"
JAVA = b"\x82SNAPPY\x00"
_JAVA_HEAD = 16
_LEAST = 8
_SKIPPABLE = 0x80
_LONGEST = 5
"""Bytes of a length: it has 32 bits."""


def unpack(data: bytes, budget: Budget) -> Unpacked:
    """Unpack what begins as one of the two stream formats does."""
    return _framed(data, budget) if data.startswith(FRAMED) else _java(data, budget)


def undeclared(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield what a view unpacks to when it is exactly one raw block."""
    if len(data) >= _LEAST and len(out := _raw(data, budget)) >= _LEAST:
        yield Part(("snappy",), out, 0, len(data))


def _raw(data: bytes, budget: Budget) -> bytes:
    size, _ = read_varint(data, 0, len(data), _LONGEST)
    # No Snappy element makes more than 64 bytes out of 2.
    if not 0 < size <= min(budget.room(len(data)), 32 * len(data)):
        return b""
    try:
        return bytes(cramjam.snappy.decompress_raw(data))
    except (cramjam.DecompressionError, MemoryError):
        return b""


def _java(data: bytes, budget: Budget) -> Unpacked:
    """Read snappy-java's stream: 16 bytes of header, then blocks behind their lengths (big endian)."""
    out = bytearray()
    at = _JAVA_HEAD
    room = budget.room(len(data))
    while at + 4 <= len(data):
        if len(out) >= room:
            budget.cut(len(data) - at)
            break
        size = int.from_bytes(data[at : at + 4], "big")
        at += 4
        out += _raw(data[at : at + size], budget)
        at += size
    return Unpacked(bytes(out[:room])) if out else NOTHING


def _framed(data: bytes, budget: Budget) -> Unpacked:
    """Read Snappy's framing format: chunks of type, three bytes of length, checksum, block."""
    out = bytearray()
    at = 0
    room = budget.room(len(data))
    while at + 4 <= len(data):
        if len(out) >= room:
            budget.cut(len(data) - at)
            break
        kind, size = data[at], int.from_bytes(data[at + 1 : at + 4], "little")
        if 1 < kind < _SKIPPABLE or at + 4 + size > len(data):
            break  # no chunk of this format, or none that is whole
        at += 4
        if kind == 0:
            out += _raw(data[at + 4 : at + size], budget)
        elif kind == 1:
            out += data[at + 4 : at + size]
        at += size
    return Unpacked(bytes(out[:room]), True, len(data) - at) if out else NOTHING


def _encoded(redo: Redo) -> bytes:
    if redo.was.startswith(FRAMED):
        return bytes(cramjam.snappy.compress(redo.data))
    block = bytes(cramjam.snappy.compress_raw(redo.data))
    return redo.was[:_JAVA_HEAD] + len(block).to_bytes(4, "big") + block if redo.was.startswith(JAVA) else block


ENCODING = Encoding(
    encode=_encoded, name="snappy", magics=(FRAMED, JAVA), unpack=unpack, undeclared=undeclared, packed=True
)
