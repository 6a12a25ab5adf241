"""Protocol Buffers without a schema, gRPC's framing, and Thrift's compact protocol."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from harness.analysis.decode.tree import worth_a_view
from harness.analysis.decode.view import Budget, Part, Place, is_text

_MAX_NESTING = 40
_MOST_FIELDS = 20_000
_MAX_NUMBER = 1 << 20
"""Field numbers go to 2**29 - 1; the ones people write stay far below, and random bytes do not."""


class Protobuf:
    """One message: ``protobuf:1.4`` is field 4 of the message in field 1."""

    def matches(self, data: bytes) -> bool:
        """Whether all of it is fields, and one of them is text or a message with text."""
        if len(data) < 4 or data[0] & 7 not in (0, 1, 2, 5) or data[0] < 8:
            return False
        return any(is_text(data[p.start : p.end]) and p.end - p.start > 2 for p in _fields(data))

    def places(self, data: bytes) -> list[Place]:
        """Return the fields that are not messages."""
        return _fields(data)

    def parts(self, data: bytes, budget: Budget) -> Iterable[Part]:
        """Return the fields that may hold an encoding of their own."""
        for place in self.places(data):
            leaf = data[place.start : place.end]
            if worth_a_view(leaf):
                yield Part((), leaf, place.start, place.end)


def _varint(data: bytes, at: int, end: int) -> tuple[int, int]:
    """Return the number at ``at`` and where it ends; -1 when there is none."""
    value = shift = 0
    while at < end and shift < 70:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
    return -1, at


@lru_cache(maxsize=4)
def _fields(data: bytes) -> list[Place]:
    return _message(data, 0, len(data), "", 0)


def _message(data: bytes, at: int, end: int, path: str, depth: int) -> list[Place]:
    """Return a message's leaves, empty when the bytes are no message."""
    found: list[Place] = []
    while at < end:
        key, at = _varint(data, at, end)
        number, wire = key >> 3, key & 7
        if not 0 < number < _MAX_NUMBER or len(found) > _MOST_FIELDS:
            return []
        name = f"{path}.{number}" if path else str(number)
        if wire == 2:
            size, at = _varint(data, at, end)
            stop = at + size
            if size < 0 or stop > end:
                return []
            inner: list[Place] = []
            if size > 1 and depth < _MAX_NESTING and not is_text(data[at:stop]):
                inner = _message(data, at, stop, name, depth + 1)
            found += inner or [Place((f"protobuf:{name}",), at, stop)]
        elif wire == 0:
            value, stop = _varint(data, at, end)
            if value < 0:
                return []
            found.append(Place((f"protobuf:{name}",), at, stop))
        elif wire in (1, 5):
            stop = at + (8 if wire == 1 else 4)
            if stop > end:
                return []
            found.append(Place((f"protobuf:{name}",), at, stop))
        else:
            return []
        at = stop
    return found


def grpc(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield the messages of a body in gRPC's framing: a flag, four bytes of length, the message."""
    at, parts = 0, []
    while at + 5 <= len(data):
        size = int.from_bytes(data[at + 1 : at + 5], "big")
        # Trailers of gRPC-Web come in a frame with the highest bit set.
        if data[at] not in (0, 1, 0x80) or at + 5 + size > len(data):
            return
        if size:
            parts.append(Part(("grpc",), data[at + 5 : at + 5 + size], at + 5, at + 5 + size))
        at += 5 + size
    if at == len(data):
        yield from parts


class Thrift:
    """A struct or message in Thrift's compact protocol; ``thrift:1.4`` as in Protocol Buffers."""

    def matches(self, data: bytes) -> bool:
        """Whether all of it is fields up to the stop byte, and one of them is text."""
        if len(data) < 6 or data[-1] != 0:
            return False
        return any(is_text(data[p.start : p.end]) and p.end - p.start > 2 for p in self.places(data))

    def places(self, data: bytes) -> list[Place]:
        """Return the fields that are numbers or byte strings."""
        found: list[Place] = []
        start = 0
        if data[:1] == b"\x82":  # a message: protocol id, version and type, sequence number, name
            _, at = _varint(data, 2, len(data))
            size, at = _varint(data, at, len(data))
            start = at + max(0, size)
        try:
            end = _struct(data, start, "", found, 0)
        except (IndexError, ValueError):
            return []
        return found if end == len(data) else []

    def parts(self, data: bytes, budget: Budget) -> Iterable[Part]:
        """Return the fields that may hold an encoding of their own."""
        for place in self.places(data):
            leaf = data[place.start : place.end]
            if worth_a_view(leaf):
                yield Part((), leaf, place.start, place.end)


def _struct(data: bytes, at: int, path: str, found: list[Place], depth: int) -> int:
    number = 0
    while data[at]:
        head = data[at]
        at += 1
        if head >> 4:
            number += head >> 4
        else:
            zigzag, at = _varint(data, at, len(data))
            number = (zigzag >> 1) ^ -(zigzag & 1)
        at = _value(data, at, head & 15, f"{path}.{number}" if path else str(number), found, depth)
    return at + 1


def _value(data: bytes, at: int, kind: int, name: str, found: list[Place], depth: int) -> int:
    """Skip one value of the compact protocol's type ``kind`` and note its leaves."""
    if depth > _MAX_NESTING or len(found) > _MOST_FIELDS:
        raise ValueError("too deep or too much")
    if kind in (1, 2):  # a boolean lies in the type itself
        return at
    if kind in (3, 4, 5, 6, 7):
        start = at
        at = at + 1 if kind == 3 else at + 8 if kind == 7 else _varint(data, at, len(data))[1]
        if at > len(data):
            raise ValueError("cut")
        found.append(Place((f"thrift:{name}",), start, at))
        return at
    if kind == 8:
        size, at = _varint(data, at, len(data))
        if size < 0 or at + size > len(data):
            raise ValueError("cut")
        found.append(Place((f"thrift:{name}",), at, at + size))
        return at + size
    if kind in (9, 10):
        head = data[at]
        size, at = (head >> 4, at + 1) if head >> 4 != 15 else _varint(data, at + 1, len(data))
        for index in range(_bounded(size, data)):
            at = _element(data, at, head & 15, f"{name}.{index}", found, depth)
        return at
    if kind == 11:
        size, at = _varint(data, at, len(data))
        if not size:
            return at
        kinds = data[at]
        at += 1
        for index in range(_bounded(size, data)):
            at = _element(data, at, kinds >> 4, f"{name}.{index}", found, depth)
            at = _element(data, at, kinds & 15, f"{name}.{index}", found, depth)
        return at
    if kind == 12:
        return _struct(data, at, name, found, depth + 1)
    raise ValueError("no such type")


def _element(data: bytes, at: int, kind: int, name: str, found: list[Place], depth: int) -> int:
    # In lists and maps a boolean takes a byte of its own.
    return at + 1 if kind in (1, 2) else _value(data, at, kind, name, found, depth + 1)


def _bounded(size: int, data: bytes) -> int:
    if not 0 <= size <= len(data):
        raise ValueError("more elements than bytes")
    return size
