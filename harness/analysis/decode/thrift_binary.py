"""Thrift's binary protocol (Apache Thrift, doc/specs/thrift-binary-protocol.md): messages, and structs without one."""

from collections.abc import Sequence

from harness.analysis.decode.again import Edit, splice, within
from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.fields import Fields, Leaf, checked
from harness.analysis.decode.view import Place

_MOST_NUMBER = 4096
"""Field numbers go to 2**15 - 1; the ones people write stay far below."""
_LEAST = 12
_STRICT = b"\x80\x01\x00"
_SIZES = {2: 1, 3: 1, 4: 8, 6: 2, 8: 4, 10: 8}
"""Bytes of booleans, numbers and doubles, by their type."""
_STRING, _STRUCT, _MAP, _SET, _LIST = 11, 12, 13, 14, 15
_KINDS = frozenset({*_SIZES, _STRING, _STRUCT, _MAP, _SET, _LIST})
_FIRSTS = _KINDS | {_STRICT[0]}


class ThriftBinary(Fields):
    """A struct or message in Thrift's binary protocol; ``thrift-binary:1.4`` as in Protocol Buffers."""

    def matches(self, data: bytes) -> bool:
        """Whether all of it is fields up to the stop byte, and one of them is a string."""
        if len(data) < _LEAST or data[-1] != 0 or data[0] not in _FIRSTS:
            return False
        return any(leaf.head and leaf.place.end > leaf.place.start for leaf in self.leaves(data))

    def skip(self, data: bytes, found: list[Leaf]) -> int:
        """See :meth:`Fields.skip`."""
        start = 0
        if data.startswith(_STRICT):  # version and type, the method's name behind its length, sequence number
            start = 12 + int.from_bytes(data[4:8], "big")
        return _value(data, start, _STRUCT, "", found, 0)


def _value(data: bytes, at: int, kind: int, name: str, found: list[Leaf], depth: int) -> int:
    """Skip one value of type ``kind`` and note its leaves."""
    checked(depth, found)
    if at >= len(data):
        raise ValueError("cut")
    if kind in _SIZES:
        end = at + _SIZES[kind]
        if end > len(data):
            raise ValueError("cut")
        found.append(Leaf(Place((f"thrift-binary:{name}",), at, end)))
        return end
    if kind == _STRING:
        end = at + 4 + _size(data, at)
        found.append(Leaf(Place((f"thrift-binary:{name}",), at + 4, end), at))
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
    for place, head in _THRIFT.leaves(data):
        if own := within(edits, place.start, place.end):
            leaf = splice(data[place.start : place.end], own)
            length = len(leaf).to_bytes(4, "big") if head else b""
            made.append(Edit(head or place.start, place.end, length + leaf))
    return splice(data, made)


_THRIFT = ThriftBinary()
ENCODING = Encoding(name="thrift-binary", glance=_THRIFT.matches, binary_structure=_THRIFT, fit=_fit)
