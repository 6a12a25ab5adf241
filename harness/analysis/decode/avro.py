"""Avro's object container files (Apache Avro 1.11, "Object Container Files"): their blocks, by the file's schema."""

import json
import zlib
from collections.abc import Iterator
from typing import Any

from harness.analysis.decode import bzip2, xz, zstd
from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.inflate import inflate
from harness.analysis.decode.tree import Leaves
from harness.analysis.decode.view import Budget, Part, Place
from harness.wire.varint import read_varint

_MAGIC = b"Obj\x01"
_SYNC = 16
_MOST_BLOCKS = 1000
_MOST_KEYS = 100
_MOST_LEAVES = 20_000
_MAX_NESTING = 40
_UNPACK = {b"zstandard": zstd.unpack, b"bzip2": bzip2.unpack, b"xz": xz.unpack}
_SIZES = {"null": 0, "boolean": 1, "float": 4, "double": 8}


def blocks(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield what the blocks hold; fields that are texts or bytes are places, as far as the schema can be followed."""
    if not data.startswith(_MAGIC):
        return
    head, at = _header(data)
    at += _SYNC
    codec = head.get(b"avro.codec", b"null")
    schema = _Schema(head.get(b"avro.schema", b""))
    for _ in range(_MOST_BLOCKS):
        count, at = _long(data, at)
        size, at = _long(data, at)
        if count <= 0 or size <= 0 or at + size > len(data):
            return
        if unpacked := _unpacked(data[at : at + size], codec, budget):
            yield Part((ENCODING.name,), unpacked, at, at + size, schema.structure(unpacked, count))
        at += size + _SYNC


def _unpacked(block: bytes, codec: bytes, budget: Budget) -> bytes:
    if codec == b"deflate":
        return inflate(block, -zlib.MAX_WBITS, budget).data
    if codec in _UNPACK:
        return _UNPACK[codec](block, budget).data
    return block if codec == b"null" else b""


def _header(data: bytes) -> tuple[dict[bytes, bytes], int]:
    """Return the file's own keys, and where the sync marker behind them begins: a map, in blocks."""
    found: dict[bytes, bytes] = {}
    at = len(_MAGIC)
    while len(found) < _MOST_KEYS:
        count, at = _long(data, at)
        if not count:
            break
        if count < 0:  # followed by the block's size
            _, at = _long(data, at)
        for _ in range(min(abs(count), _MOST_KEYS)):
            key, at = _bytes(data, at)
            value, at = _bytes(data, at)
            found[data[key]] = data[value]
    return found, at


def _long(data: bytes, at: int) -> tuple[int, int]:
    number, at = read_varint(data, at, len(data))
    return (number >> 1) ^ -(number & 1) if number >= 0 else 0, at


def _bytes(data: bytes, at: int) -> tuple[slice, int]:
    size, at = _long(data, at)
    end = at + max(0, size)
    return slice(at, end), end


class _Schema:
    """Walks records as a schema says."""

    def __init__(self, text: bytes) -> None:
        self._named: dict[str, Any] = {}
        try:
            self._root = json.loads(text)
        except (ValueError, RecursionError):
            self._root = None

    def structure(self, block: bytes, count: int) -> Leaves | None:
        """Return the places of a block's texts; none where the schema does not fit what is there."""
        if self._root is None:
            return None
        places: list[Place] = []
        at = 0
        try:
            for number in range(count):
                at = self._value(block, at, self._root, str(number), places, 0)
        except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
            return None
        return Leaves(places) if places else None

    def _value(self, data: bytes, at: int, kind: Any, name: str, places: list[Place], depth: int) -> int:
        if depth > _MAX_NESTING or len(places) > _MOST_LEAVES or at > len(data):
            raise ValueError("too deep or too much")
        if isinstance(kind, list):
            branch, at = _long(data, at)
            return self._value(data, at, kind[branch], name, places, depth + 1)
        if isinstance(kind, str):
            kind = self._named.get(kind, {"type": kind})
        form = kind["type"]
        if isinstance(form, dict | list):
            return self._value(data, at, form, name, places, depth + 1)
        if form in ("record", "enum", "fixed"):
            self._named[kind["name"]] = kind
        if form == "record":
            for field in kind["fields"]:
                at = self._value(data, at, field["type"], f"{name}/{field['name']}", places, depth + 1)
            return at
        if form in ("array", "map"):
            return self._items(data, at, kind, name, places, depth)
        if form in ("string", "bytes", "fixed"):
            span, end = (slice(at, at + kind["size"]), at + kind["size"]) if form == "fixed" else _bytes(data, at)
            if end > len(data):
                raise ValueError("cut")
            if span.stop > span.start:
                places.append(Place((f"{ENCODING.name}:/{name}",), span.start, span.stop))
            return end
        if form in ("int", "long", "enum"):
            return _long(data, at)[1]
        return at + _SIZES[form]

    def _items(self, data: bytes, at: int, kind: Any, name: str, places: list[Place], depth: int) -> int:
        number = 0
        while True:
            count, at = _long(data, at)
            if not count:
                return at
            if count < 0:
                _, at = _long(data, at)
            for _ in range(min(abs(count), len(data))):
                if kind["type"] == "map":
                    _, at = _bytes(data, at)
                at = self._value(data, at, kind.get("items", kind.get("values")), f"{name}/{number}", places, depth + 1)
                number += 1


ENCODING = Encoding(name="avro", magics=(_MAGIC,), binary=blocks)
