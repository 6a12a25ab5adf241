"""BSON (bsonspec.org, version 1.1)."""

import struct
from collections.abc import Iterator, Sequence
from typing import Any

from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.tree import read
from harness.analysis.decode.view import Budget, Part

_MAX_NESTING = 100


def bson(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield a whole view that is one BSON document."""
    if len(data) > 8 and int.from_bytes(data[:4], "little") == len(data) and data[-1] == 0:
        yield from read("bson", _read, data)


_BSON_FIXED = {0x07: 12, 0x11: 8, 0x13: 16}


def _bson(data: bytes, at: int, end: int, array: bool, depth: int) -> Any:
    """Read one document (bsonspec.org, version 1.1)."""
    if depth > _MAX_NESTING or int.from_bytes(data[at : at + 4], "little") != end - at:
        raise ValueError("a document's length is wrong")
    at += 4
    items: dict[str, Any] = {}
    while data[at]:
        kind = data[at]
        stop = data.index(b"\0", at + 1)
        name = data[at + 1 : stop].decode("utf-8", "replace")
        at = stop + 1
        if kind == 0x01:
            items[name] = struct.unpack_from("<d", data, at)[0]
            at += 8
        elif kind in (0x02, 0x0D, 0x0E):
            size = int.from_bytes(data[at : at + 4], "little")
            items[name] = data[at + 4 : at + 3 + size]
            at += 4 + size
        elif kind in (0x03, 0x04):
            stop = at + int.from_bytes(data[at : at + 4], "little")
            items[name] = _bson(data, at, stop, kind == 0x04, depth + 1)
            at = stop
        elif kind == 0x05:
            size = int.from_bytes(data[at : at + 4], "little")
            items[name] = data[at + 5 : at + 5 + size]
            at += 5 + size
        elif kind in (0x08, 0x10, 0x09, 0x12):
            size = {0x08: 1, 0x10: 4}.get(kind, 8)
            items[name] = int.from_bytes(data[at : at + size], "little", signed=True)
            at += size
        elif kind in _BSON_FIXED:
            items[name] = data[at : at + _BSON_FIXED[kind]]
            at += _BSON_FIXED[kind]
        elif kind not in (0x06, 0x0A, 0x7F, 0xFF):
            raise ValueError("an element's type is unknown")
        if at >= end:
            raise ValueError("an element runs over the end")
    if at != end - 1:
        raise ValueError("a document ends early")
    return list(items.values()) if array else items


def _glance(data: bytes) -> bool:
    return len(data) > 12 and int.from_bytes(data[:4], "little") == len(data) and not data[-1]


def _read(raw: bytes) -> Any:
    return _bson(raw, 0, len(raw), False, 0)


def _rebuild(raw: bytes, leaves: Sequence[bytes]) -> bytes | None:
    """Write a document with other leaves: its numbers keep their size, and lengths follow."""
    try:
        made, end = _document(raw, 0, iter(leaves), False)
    except (ValueError, IndexError, StopIteration, RecursionError, struct.error, OverflowError):
        return None
    return made if end == len(raw) else None


def _document(data: bytes, at: int, leaves: Iterator[bytes], array: bool) -> tuple[bytes, int]:
    out, at = bytearray(), at + 4
    while data[at]:
        kind, stop = data[at], data.index(b"\0", at + 1)
        name = data[at + 1 : stop]
        if not array:
            leaf = next(leaves)  # the key
            name = leaf if leaf != name.decode("utf-8", "replace").encode() else name
        out += bytes([kind]) + name + b"\0"
        at = stop + 1
        if kind in (0x03, 0x04):
            inner, at = _document(data, at, leaves, kind == 0x04)
            out += inner
        elif kind in (0x02, 0x0D, 0x0E):
            text = next(leaves)
            out += (len(text) + 1).to_bytes(4, "little") + text + b"\0"
            at += 4 + int.from_bytes(data[at : at + 4], "little")
        elif kind == 0x05:
            text, size = next(leaves), int.from_bytes(data[at : at + 4], "little")
            out += len(text).to_bytes(4, "little") + data[at + 4 : at + 5] + text
            at += 5 + size
        else:
            size = _FIXED.get(kind, 0)
            out += _number(kind, data[at : at + size], leaves)
            at += size
    out += b"\0"
    return (len(out) + 4).to_bytes(4, "little") + bytes(out), at + 1


_FIXED = {0x01: 8, 0x08: 1, 0x10: 4, 0x09: 8, 0x12: 8, **_BSON_FIXED}


def _number(kind: int, raw: bytes, leaves: Iterator[bytes]) -> bytes:
    """Return the bytes of an element of fixed size, by what its leaf says now."""
    if kind in _BSON_FIXED:
        return next(leaves)
    if kind == 0x01:
        text = next(leaves).decode()
        return raw if text == str(struct.unpack("<d", raw)[0]) else struct.pack("<d", float(text))
    return int(next(leaves)).to_bytes(len(raw), "little", signed=True) if raw else b""


ENCODING = Encoding(name="bson", glance=_glance, binary=bson, rebuild=_rebuild)
