"""Compression: gzip, zlib, raw deflate, brotli, zstd, lz4, snappy, bzip2, xz. Output is bounded while it unpacks."""

import bz2
import lzma
import zlib
from collections.abc import Iterator
from typing import Any

import brotli  # type: ignore[import-untyped,unused-ignore]
import zstandard

from harness.analysis.decode.view import Budget, Part, has_magic, is_text, is_wide_text, is_zlib

_CHUNK = 64 << 10
# Brotli's library has no bound on its output, so it gets little input at a time: 16 bytes hold few of the blocks
# that unpack to at most 16 MB each (RFC 7932, 9.2).
_SIP = 16
PACKED = frozenset({"gzip", "zlib", "zstd", "bzip2", "xz", "lz4"})
"""Formats whose own bytes say nothing: what shows there plainly are fragments of what they unpack to."""


def packed(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield the unpacked content of a whole view that begins as a packed format does."""
    if data.startswith(b"\x1f\x8b\x08"):
        out, rest = _gunzip(data, budget)
        yield from _whole("gzip", data, out)
        yield from _trailing(data, rest)
    elif is_zlib(data):
        out, _, rest = _inflate(data, zlib.MAX_WBITS, budget)
        yield from _whole("zlib", data, out)
        yield from _trailing(data, rest)
    elif data.startswith(b"\x28\xb5\x2f\xfd"):
        yield from _whole("zstd", data, _unzstd(data, budget))
    elif data.startswith(b"BZh"):
        yield from _whole("bzip2", data, _stream(bz2.BZ2Decompressor(), data, budget))
    elif data.startswith(b"\xfd7zXZ\x00"):
        yield from _whole("xz", data, _stream(lzma.LZMADecompressor(memlimit=64 << 20), data, budget))


def declared(data: bytes, coding: str, budget: Budget) -> Part | None:
    """Undo one declared content coding (``gzip``, ``deflate``, ``br``, ``zstd``); ``None`` if the data is not that."""
    out = b""
    if coding in ("gzip", "x-gzip") and data.startswith(b"\x1f\x8b"):
        out, coding = _gunzip(data, budget)[0], "gzip"
    elif coding == "deflate":
        out = _inflate(data, zlib.MAX_WBITS, budget)[0] if is_zlib(data) else _inflate(data, -zlib.MAX_WBITS, budget)[0]
    elif coding == "br":
        out, coding = _unbrotli(data, budget), "brotli"
    elif coding == "zstd":
        out = _unzstd(data, budget)
    return Part((coding,), out, 0, len(data)) if out else None


def undeclared(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield what raw deflate or brotli unpacks to, when a view without any magic is exactly one such stream."""
    if len(data) < 8 or has_magic(data):
        return
    if data[0] & 6 != 6:  # the one block type that does not exist (RFC 1951, 3.2.3)
        out, complete, rest = _inflate(data, -zlib.MAX_WBITS, budget, least=8)
        if complete and not rest and _sensible(out):
            yield from _whole("deflate", data, out)
    out = _unbrotli(data, budget, strict=True)
    if len(out) >= 8 and _sensible(out):
        yield from _whole("brotli", data, out)


def _whole(name: str, data: bytes, out: bytes) -> Iterator[Part]:
    if out:
        yield Part((name,), out, 0, len(data))


def _trailing(data: bytes, rest: int) -> Iterator[Part]:
    """Yield what stands behind a packed stream."""
    if rest:
        yield Part(("trailing",), data[-rest:], len(data) - rest, len(data))


def _sensible(out: bytes) -> bool:
    return is_text(out) or has_magic(out) or is_wide_text(out) or len(out) >= 8


def _inflate(data: bytes, wbits: int, budget: Budget, least: int = 0) -> tuple[bytes, bool, int]:
    """Return what DEFLATE data unpacks to, as far as it is whole and fits, if it is whole, and the bytes behind it."""
    room = budget.room(len(data))
    machine = zlib.decompressobj(wbits)
    try:
        out = machine.decompress(data, room) if room else b""
    except zlib.error:
        if least:
            return b"", False, 0
        return _salvage(data, wbits, room), False, 0
    if not machine.eof and len(out) >= room:
        budget.cut()
    return out, machine.eof and len(out) >= least, len(machine.unused_data)


def _salvage(data: bytes, wbits: int, room: int) -> bytes:
    """Unpack damaged data up to the damage."""
    machine = zlib.decompressobj(wbits)
    out = bytearray()
    try:
        for at in range(0, len(data), 512):
            out += machine.decompress(data[at : at + 512], max(1, room - len(out)))
            if len(out) >= room:
                break
    except zlib.error:
        pass
    return bytes(out)


def _gunzip(data: bytes, budget: Budget) -> tuple[bytes, int]:
    """Unpack all members of a gzip file (RFC 1952, 2.2); return the content and the number of bytes behind it."""
    room = budget.room(len(data))
    out = bytearray()
    while data.startswith(b"\x1f\x8b") and len(out) < room:
        machine = zlib.decompressobj(16 + zlib.MAX_WBITS)
        try:
            out += machine.decompress(data, room - len(out))
        except zlib.error:
            out += _salvage(data, 16 + zlib.MAX_WBITS, room - len(out))
            return bytes(out), 0
        if not machine.eof:
            if len(out) >= room:
                budget.cut()
            return bytes(out), 0
        data = machine.unused_data
    return bytes(out), len(data)


def _unzstd(data: bytes, budget: Budget) -> bytes:
    room = budget.room(len(data))
    out = bytearray()
    try:
        with zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(data, read_across_frames=True) as reader:
            while len(out) < room:
                chunk = reader.read(min(_CHUNK, room - len(out)))
                if not chunk:
                    return bytes(out)
                out += chunk
        budget.cut()
    except (zstandard.ZstdError, MemoryError):
        pass
    return bytes(out)


def _unbrotli(data: bytes, budget: Budget, *, strict: bool = False) -> bytes:
    room = budget.room(len(data))
    machine = brotli.Decompressor()
    out = bytearray()
    try:
        for at in range(0, len(data), _SIP):
            out += machine.process(data[at : at + _SIP])
            if len(out) >= room:
                budget.cut()
                return bytes(out[:room])
    except brotli.error:
        return b"" if strict else bytes(out)
    return b"" if strict and not machine.is_finished() else bytes(out)


def _stream(machine: Any, data: bytes, budget: Budget) -> bytes:
    room = budget.room(len(data))
    try:
        out: bytes = machine.decompress(data, room) if room else b""
    except (OSError, EOFError, ValueError, lzma.LZMAError, MemoryError):
        return b""
    if not machine.eof and len(out) >= room:
        budget.cut()
    return out
