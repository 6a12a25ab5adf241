"""Self-describing binary formats, read by a library into plain objects: their leaves become one view with names."""

import io
import plistlib
import struct
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import cbor2
import msgspec

from harness.analysis.decode.view import Budget, Part, Place, is_text

_MOST_LEAVES = 20_000
_MAX_NESTING = 100
_LONG = 16
"""A leaf of this many characters may hold an encoding of its own."""
_SIGNS = frozenset(b"\\%&")


class Leaves:
    """The structure of a view that was put together from named leaves."""

    def __init__(self, places: list[Place]) -> None:
        """``places`` in the order of their starts."""
        self._places = places

    def matches(self, data: bytes) -> bool:
        """Never chosen by its look."""
        return False

    def places(self, data: bytes) -> list[Place]:
        """Return the leaves."""
        return self._places

    def parts(self, data: bytes, budget: Budget) -> Iterable[Part]:
        """Return the leaves that may hold an encoding of their own."""
        for place in self._places:
            leaf = data[place.start : place.end]
            if worth_a_view(leaf):
                yield Part((), leaf, place.start, place.end)


def worth_a_view(leaf: bytes) -> bool:
    """Whether a leaf may say something that is not plain in it."""
    if len(leaf) >= _LONG:
        return True
    return not _SIGNS.isdisjoint(leaf) or (len(leaf) >= 8 and not is_text(leaf))


def part_of(name: str, tree: Any, size: int) -> Part | None:
    """Return all leaves of ``tree`` as one part of a view of ``size`` bytes; ``None`` when it holds numbers only."""
    places: list[Place] = []
    out = bytearray()
    telling = False
    for path, leaf in _leaves(tree, "", 0):
        telling = telling or not isinstance(leaf, int | float)
        text = leaf if isinstance(leaf, bytes) else str(leaf).encode("utf-8", "surrogatepass")
        places.append(Place((f"{name}:{path or '/'}",), len(out), len(out) + len(text)))
        out += text + b"\n"
        if len(places) >= _MOST_LEAVES:
            break
    return Part((), bytes(out), 0, size, Leaves(places)) if telling else None


def _leaves(tree: Any, path: str, depth: int) -> Iterator[tuple[str, Any]]:
    if depth > _MAX_NESTING:
        return
    if isinstance(tree, dict):
        for key, value in tree.items():
            name = key.decode("utf-8", "replace") if isinstance(key, bytes) else str(key)
            yield f"{path}/{{key}}", key if isinstance(key, bytes) else name
            yield from _leaves(value, f"{path}/{name.replace('~', '~0').replace('/', '~1')}", depth + 1)
    elif isinstance(tree, list | tuple | set | frozenset):
        for index, value in enumerate(tree):
            yield from _leaves(value, f"{path}/{index}", depth + 1)
    elif isinstance(tree, cbor2.CBORTag):
        yield from _leaves(tree.value, path, depth + 1)
    elif isinstance(tree, msgspec.msgpack.Ext):
        yield path, bytes(tree.data)
    elif isinstance(tree, bytes | bytearray | memoryview):
        yield path, bytes(tree)
    elif tree is not None and not isinstance(tree, bool):
        yield path, tree


def messagepack(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield a whole view that is one MessagePack map or array."""
    first = data[:1]
    if not (b"\x80" <= first <= b"\x9f" or b"\xdc" <= first <= b"\xdf"):
        return
    yield from _read("msgpack", msgspec.msgpack.decode, data)


def cbor(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield a whole view that is one CBOR map or array (RFC 8949), with or without the self-described tag."""
    body = data[3:] if data.startswith(b"\xd9\xd9\xf7") else data
    if b"\x80" <= body[:1] <= b"\xbf":
        yield from _read("cbor", _cbor, data)


def _cbor(data: bytes) -> Any:
    source = io.BytesIO(data)
    tree = cbor2.CBORDecoder(source, read_size=1).decode()
    if source.tell() != len(data):
        raise ValueError("more than one item")
    return tree


def bson(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield a whole view that is one BSON document."""
    if len(data) > 8 and int.from_bytes(data[:4], "little") == len(data) and data[-1] == 0:
        yield from _read("bson", lambda raw: _bson(raw, 0, len(raw), False, 0), data)


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


def binary_plist(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield a whole view that is a binary property list."""
    if data.startswith(b"bplist00"):
        yield from _read("plist", lambda raw: plistlib.loads(raw, fmt=plistlib.FMT_BINARY), data)


def _read(name: str, read: Callable[[bytes], Any], data: bytes) -> Iterator[Part]:
    try:
        part = part_of(name, read(data), len(data))
    except _UNREADABLE:
        return
    if part is not None:
        yield part


# What the readers raise on data that is not theirs.
_UNREADABLE = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OverflowError,
    EOFError,
    RecursionError,
    MemoryError,
    ArithmeticError,
    struct.error,
    LookupError,
    cbor2.CBORError,
    msgspec.MsgspecError,
)
