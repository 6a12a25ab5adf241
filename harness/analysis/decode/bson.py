"""BSON (bsonspec.org, version 1.1)."""

import struct
from collections.abc import Iterator
from typing import Any

from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.tree import read
from harness.analysis.decode.view import Budget, Part

_MAX_NESTING = 100


def bson(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield a whole view that is one BSON document."""
    if len(data) > 8 and int.from_bytes(data[:4], "little") == len(data) and data[-1] == 0:
        yield from read("bson", lambda raw: _bson(raw, 0, len(raw), False, 0), data)


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


ENCODING = Encoding(name="bson", glance=_glance, binary=bson)
