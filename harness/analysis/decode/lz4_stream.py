"""LZ4: frames, lz4-java's blocks, and blocks behind their length."""

from collections.abc import Iterator

import lz4.block  # type: ignore[import-untyped,unused-ignore]
import lz4.frame  # type: ignore[import-untyped,unused-ignore]

from harness.analysis.decode.again import Redo
from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.inflate import NOTHING, Unpacked
from harness.analysis.decode.view import Budget, Part

FRAME = b"\x04\x22\x4d\x18"
JAVA = b"LZ4Block"
_JAVA_HEAD = 21
_LEAST = 8
_MOST_RATIO = 256
"""A match's length grows by at most 255 with a byte."""


def unpack(data: bytes, budget: Budget) -> Unpacked:
    """Unpack what begins as a frame or as lz4-java's stream does."""
    return _frame(data, budget) if data.startswith(FRAME) else _java(data, budget)


def undeclared(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield what a view unpacks to when it is exactly one block behind its length."""
    if len(data) < _LEAST:
        return
    for size in (int.from_bytes(data[:4], "little"), int.from_bytes(data[:4], "big")):
        if _LEAST <= size <= min(budget.room(len(data)), _MOST_RATIO * len(data)):
            out = _block(data[4:], size)
            if len(out) == size:
                yield Part(("lz4",), out, 0, len(data))
                return


def _frame(data: bytes, budget: Budget) -> Unpacked:
    room = budget.room(len(data))
    machine = lz4.frame.LZ4FrameDecompressor()
    try:
        out: bytes = machine.decompress(data, max_length=room) if room else b""
    except (RuntimeError, EOFError, MemoryError):
        return NOTHING
    if not machine.eof and len(out) >= room:
        budget.cut(len(data))
    return Unpacked(out, machine.eof, len(machine.unused_data or b""))


def _block(data: bytes, size: int) -> bytes:
    try:
        out: bytes = lz4.block.decompress(data, uncompressed_size=size)
    except (lz4.block.LZ4BlockError, ValueError, MemoryError):
        return b""
    return out


def _java(data: bytes, budget: Budget) -> Unpacked:
    """Read lz4-java's LZ4BlockOutputStream: magic, method, packed and plain length (little endian), checksum."""
    room = budget.room(len(data))
    out = bytearray()
    at = 0
    while data.startswith(JAVA, at) and at + _JAVA_HEAD <= len(data):
        packed = int.from_bytes(data[at + 9 : at + 13], "little")
        size = int.from_bytes(data[at + 13 : at + 17], "little")
        method = data[at + 8] & 0xF0
        if not size:
            break
        if len(out) + size > room or size > _MOST_RATIO * packed:
            budget.cut(len(data) - at)
            break
        at += _JAVA_HEAD
        block = data[at : at + packed]
        out += block if method == 0x10 else _block(block, size)
        at += packed
    return Unpacked(bytes(out)) if out else NOTHING


def _encoded(redo: Redo) -> bytes | None:
    """Pack as a frame, or as a block behind its length; lz4-java's streams have a checksum that nothing here makes."""
    if redo.was.startswith(JAVA):
        return None
    if redo.was.startswith(FRAME):
        return bytes(lz4.frame.compress(redo.data))
    block = bytes(lz4.block.compress(redo.data, store_size=False))
    big = int.from_bytes(redo.was[:4], "big") == len(redo.said)
    return len(redo.data).to_bytes(4, "big" if big else "little") + block


ENCODING = Encoding(
    encode=_encoded, name="lz4", magics=(FRAME, JAVA), unpack=unpack, undeclared=undeclared, packed=True
)
