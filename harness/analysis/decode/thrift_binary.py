"""Thrift's binary protocol (Apache Thrift, doc/specs/thrift-binary-protocol.md): messages, and structs without one."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from harness.analysis.decode.again import Edit, splice, within
from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.tree import worth_a_view
from harness.analysis.decode.view import Budget, Part, Place, Reach

_MAX_NESTING = 40
_MOST_FIELDS = 20_000
_MOST_NUMBER = 4096
"""Field numbers go to 2**15 - 1; the ones people write stay far below."""
_LEAST = 12
_STRICT = b"\x80\x01\x00"
_SIZES = {2: 1, 3: 1, 4: 8, 6: 2, 8: 4, 10: 8}
"""Bytes of booleans, numbers and doubles, by their type."""
_STRING, _STRUCT, _MAP, _SET, _LIST = 11, 12, 13, 14, 15
_KINDS = frozenset({*_SIZES, _STRING, _STRUCT, _MAP, _SET, _LIST})
_FIRSTS = _KINDS | {_STRICT[0]}


class ThriftBinary:
    """A struct or message in Thrift's binary protocol; ``thrift-binary:1.4`` as in Protocol Buffers."""

    inside = Reach.LINE

    def matches(self, data: bytes) -> bool:
        """Whether all of it is fields up to the stop byte, and one of them is a string."""
        if len(data) < _LEAST or data[-1] != 0 or data[0] not in _FIRSTS:
            return False
        return any(leaf.string and leaf.place.end > leaf.place.start for leaf in self.leaves(data))

    def places(self, data: bytes) -> list[Place]:
        """Return the fields that are numbers or byte strings."""
        return [leaf.place for leaf in self.leaves(data)]

    def leaves(self, data: bytes) -> list["_Leaf"]:
        """Return the fields that are numbers or byte strings; nothing when it is no such message."""
        found: list[_Leaf] = []
        start = 0
        if data.startswith(_STRICT):  # version and type, the method's name behind its length, sequence number
            start = 12 + int.from_bytes(data[4:8], "big")
        try:
            end = _value(data, start, _STRUCT, "", found, 0)
        except (IndexError, ValueError):
            return []
        return found if end == len(data) else []

    def parts(self, data: bytes, budget: Budget) -> Iterable[Part]:
        """Return the fields that may hold an encoding of their own."""
        for place, string in self.leaves(data):
            if string and worth_a_view(leaf := data[place.start : place.end]):
                yield Part((), leaf, place.start, place.end)


class _Leaf(NamedTuple):
    place: Place
    string: bool


def _value(data: bytes, at: int, kind: int, name: str, found: list[_Leaf], depth: int) -> int:
    """Skip one value of type ``kind`` and note its leaves."""
    if depth > _MAX_NESTING or len(found) > _MOST_FIELDS or at >= len(data):
        raise ValueError("too deep or too much")
    if kind in _SIZES:
        end = at + _SIZES[kind]
        if end > len(data):
            raise ValueError("cut")
        found.append(_Leaf(Place((f"thrift-binary:{name}",), at, end), False))
        return end
    if kind == _STRING:
        end = at + 4 + _size(data, at)
        found.append(_Leaf(Place((f"thrift-binary:{name}",), at + 4, end), True))
        return end
    if kind == _STRUCT:
        while data[at]:
            number = int.from_bytes(data[at + 1 : at + 3], "big")
            if not 0 < number < _MOST_NUMBER:
                raise ValueError("no such field")
            at = _value(data, at + 3, data[at], f"{name}.{number}" if name else str(number), found, depth + 1)
        return at + 1
    kinds = data[at : at + (2 if kind == _MAP else 1)]
    if kind not in (_MAP, _SET, _LIST) or not _KINDS.issuperset(kinds):
        raise ValueError("no such type")
    at += len(kinds)
    size, at = _size(data, at), at + 4
    for index in range(size):
        for each in kinds:
            at = _value(data, at, each, f"{name}.{index}", found, depth + 1)
    return at


def _size(data: bytes, at: int) -> int:
    size = int.from_bytes(data[at : at + 4], "big")
    if at + 4 + size > len(data):
        raise ValueError("more than there is")
    return size


def _fit(data: bytes, edits: Sequence[Edit]) -> bytes:
    """Put other texts behind their lengths; numbers keep their size."""
    made: list[Edit] = []
    for place, string in _THRIFT.leaves(data):
        if own := within(edits, place.start, place.end):
            leaf = splice(data[place.start : place.end], own)
            head = len(leaf).to_bytes(4, "big") if string else b""
            made.append(Edit(place.start - len(head), place.end, head + leaf))
    return splice(data, made)


_THRIFT = ThriftBinary()
ENCODING = Encoding(name="thrift-binary", glance=_THRIFT.matches, binary_structure=_THRIFT, fit=_fit)
