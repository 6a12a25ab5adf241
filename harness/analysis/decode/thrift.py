"""Thrift's compact protocol."""

from collections.abc import Sequence

from harness.analysis.decode.again import Edit, splice, within
from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.fields import Fields, Leaf, checked
from harness.analysis.decode.view import Place, is_text
from harness.wire.varint import read_varint, varint


class Thrift(Fields):
    """A struct or message in Thrift's compact protocol; ``thrift:1.4`` as in Protocol Buffers."""

    def matches(self, data: bytes) -> bool:
        """Whether all of it is fields up to the stop byte, and one of them is text."""
        if len(data) < 6 or data[-1] != 0:
            return False
        return any(
            leaf.head and leaf.place.end - leaf.place.start > 2 and is_text(data[leaf.place.start : leaf.place.end])
            for leaf in self.leaves(data)
        )

    def skip(self, data: bytes, found: list[Leaf]) -> int:
        """See :meth:`Fields.skip`."""
        start = 0
        if data[:1] == b"\x82":  # a message: protocol id, version and type, sequence number, name
            _, at = read_varint(data, 2, len(data))
            size, at = read_varint(data, at, len(data))
            start = at + max(0, size)
        return _struct(data, start, "", found, 0)


def _struct(data: bytes, at: int, path: str, found: list[Leaf], depth: int) -> int:
    number = 0
    while data[at]:
        head = data[at]
        at += 1
        if head >> 4:
            number += head >> 4
        else:
            zigzag, at = read_varint(data, at, len(data))
            number = (zigzag >> 1) ^ -(zigzag & 1)
        at = _value(data, at, head & 15, f"{path}.{number}" if path else str(number), found, depth)
    return at + 1


def _value(data: bytes, at: int, kind: int, name: str, found: list[Leaf], depth: int) -> int:
    """Skip one value of the compact protocol's type ``kind`` and note its leaves."""
    checked(depth, found)
    if kind in (1, 2):  # a boolean lies in the type itself
        return at
    if kind in (3, 4, 5, 6, 7):
        start = at
        at = at + 1 if kind == 3 else at + 8 if kind == 7 else read_varint(data, at, len(data))[1]
        if at > len(data):
            raise ValueError("cut")
        found.append(Leaf(Place((f"thrift:{name}",), start, at)))
        return at
    if kind == 8:
        head = at
        size, at = read_varint(data, at, len(data))
        if size < 0 or at + size > len(data):
            raise ValueError("cut")
        found.append(Leaf(Place((f"thrift:{name}",), at, at + size), head))
        return at + size
    if kind in (9, 10):
        first = data[at]
        size, at = (first >> 4, at + 1) if first >> 4 != 15 else read_varint(data, at + 1, len(data))
        for index in range(_bounded(size, data)):
            at = _element(data, at, first & 15, f"{name}.{index}", found, depth)
        return at
    if kind == 11:
        size, at = read_varint(data, at, len(data))
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


def _element(data: bytes, at: int, kind: int, name: str, found: list[Leaf], depth: int) -> int:
    # In lists and maps a boolean takes a byte of its own.
    return at + 1 if kind in (1, 2) else _value(data, at, kind, name, found, depth + 1)


def _bounded(size: int, data: bytes) -> int:
    if not 0 <= size <= len(data):
        raise ValueError("more elements than bytes")
    return size


def _fit(data: bytes, edits: Sequence[Edit]) -> bytes:
    """Put other texts behind their lengths; numbers keep their size."""
    made: list[Edit] = []
    for place, head in _THRIFT.leaves(data):
        if own := within(edits, place.start, place.end):
            leaf = splice(data[place.start : place.end], own)
            length = varint(len(leaf)) if head else b""
            made.append(Edit(head or place.start, place.end, length + leaf))
    return splice(data, made)


_THRIFT = Thrift()
ENCODING = Encoding(name="thrift", glance=_THRIFT.matches, binary_structure=_THRIFT, fit=_fit)
