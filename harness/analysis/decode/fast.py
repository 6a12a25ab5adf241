"""The fast compressors: LZ4 (frames, blocks with a length, lz4-java's blocks) and Snappy (raw, frames, snappy-java)."""

from collections.abc import Iterator

import cramjam
import lz4.block  # type: ignore[import-untyped,unused-ignore]
import lz4.frame  # type: ignore[import-untyped,unused-ignore]

from harness.analysis.decode.view import Budget, Part, has_magic, is_text

_LZ4_JAVA = b"LZ4Block"
_LZ4_JAVA_HEAD = 21
_SNAPPY_JAVA = b"\x82SNAPPY\x00"


def fast(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield the unpacked content of a whole view with a known beginning."""
    out, name = b"", "lz4"
    if data.startswith(b"\x04\x22\x4d\x18"):
        out = _lz4_frame(data, budget)
    elif data.startswith(_LZ4_JAVA):
        out = _lz4_java(data, budget)
    elif data.startswith(b"\xff\x06\x00\x00sNaPpY"):
        out, name = _snappy_frame(data, budget), "snappy"
    elif data.startswith(_SNAPPY_JAVA):
        out, name = _snappy_java(data, budget), "snappy"
    if out:
        yield Part((name,), out, 0, len(data))


def fast_undeclared(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield what a raw Snappy block, or an LZ4 block behind its length, unpacks to, when it makes sense."""
    if len(data) < 8:
        return
    out = _snappy_raw(data, budget)
    if len(out) >= 8 and (is_text(out) or has_magic(out) or len(out) >= 8):
        yield Part(("snappy",), out, 0, len(data))
    size = int.from_bytes(data[:4], "little")
    if 8 <= size <= min(budget.room(len(data)), 256 * len(data)):
        out = _lz4_block(data[4:], size)
        if len(out) == size:
            yield Part(("lz4",), out, 0, len(data))


def _lz4_frame(data: bytes, budget: Budget) -> bytes:
    room = budget.room(len(data))
    machine = lz4.frame.LZ4FrameDecompressor()
    try:
        out: bytes = machine.decompress(data, max_length=room) if room else b""
    except (RuntimeError, EOFError, MemoryError):
        return b""
    if not machine.eof and len(out) >= room:
        budget.cut()
    return out


def _lz4_block(data: bytes, size: int) -> bytes:
    try:
        out: bytes = lz4.block.decompress(data, uncompressed_size=size)
    except (lz4.block.LZ4BlockError, ValueError, MemoryError):
        return b""
    return out


def _lz4_java(data: bytes, budget: Budget) -> bytes:
    """Read lz4-java's LZ4BlockOutputStream: magic, method, packed and plain length (little endian), checksum."""
    room = budget.room(len(data))
    out = bytearray()
    at = 0
    while data.startswith(_LZ4_JAVA, at) and at + _LZ4_JAVA_HEAD <= len(data):
        packed = int.from_bytes(data[at + 9 : at + 13], "little")
        size = int.from_bytes(data[at + 13 : at + 17], "little")
        method = data[at + 8] & 0xF0
        at += _LZ4_JAVA_HEAD
        if not size:
            break
        if len(out) + size > room:
            budget.cut()
            break
        block = data[at : at + packed]
        out += block if method == 0x10 else _lz4_block(block, size)
        at += packed
    return bytes(out)


def _snappy_raw(data: bytes, budget: Budget) -> bytes:
    size = shift = 0
    for byte in data[:5]:
        size |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            break
    # No Snappy element makes more than 64 bytes out of 2.
    if not 0 < size <= min(budget.room(len(data)), 32 * len(data)):
        return b""
    try:
        return bytes(cramjam.snappy.decompress_raw(data))
    except (cramjam.DecompressionError, MemoryError):
        return b""


def _snappy_java(data: bytes, budget: Budget) -> bytes:
    """Read snappy-java's stream: 16 bytes of header, then blocks behind their lengths (big endian)."""
    out = bytearray()
    at = 16
    room = budget.room(len(data))
    while at + 4 <= len(data) and len(out) < room:
        size = int.from_bytes(data[at : at + 4], "big")
        at += 4
        out += _snappy_raw(data[at : at + size], budget)
        at += size
    return bytes(out)


def _snappy_frame(data: bytes, budget: Budget) -> bytes:
    """Read Snappy's framing format: chunks of type, three bytes of length, checksum, block."""
    out = bytearray()
    at = 0
    room = budget.room(len(data))
    while at + 4 <= len(data) and len(out) < room:
        kind, size = data[at], int.from_bytes(data[at + 1 : at + 4], "little")
        at += 4
        if kind == 0:
            out += _snappy_raw(data[at + 4 : at + size], budget)
        elif kind == 1:
            out += data[at + 4 : at + size]
        at += size
    return bytes(out)
