"""JCE, the encoding of Tencent's Tars (TarsCloud, "Tars protocol"), in which Bugly and Beacon send."""

from collections.abc import Sequence

from harness.analysis.decode.again import Edit, splice, within
from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.fields import Fields, Leaf, checked
from harness.analysis.decode.known import has_magic
from harness.analysis.decode.view import Place, is_text

_LEAST = 8
_LEAST_TEXT = 3
_SIZES = {0: 1, 1: 2, 2: 4, 3: 8, 4: 4, 5: 8, 12: 0}
"""Bytes of numbers, by their type; 12 is the number zero."""
_SHORT, _LONG, _MAP, _LIST, _BEGIN, _END, _BYTES = 6, 7, 8, 9, 10, 11, 13
_INTEGERS = frozenset({0, 1, 2, 12})


class Jce(Fields):
    """The fields of one struct; ``jce:1.4`` is field 4 of the struct in field 1."""

    def matches(self, data: bytes) -> bool:
        """Whether all of it is fields in the order of their tags, and one of them is text or packed data."""
        if len(data) < _LEAST or data[0] & 15 > _BYTES or data[0] & 15 == _END:
            return False
        return any(
            leaf.head and leaf.place.end - leaf.place.start >= _LEAST_TEXT and _says_something(data, leaf.place)
            for leaf in self.leaves(data)
        )

    def skip(self, data: bytes, found: list[Leaf]) -> int:
        """See :meth:`Fields.skip`."""
        return _struct(data, 0, "", found, 0)


def _says_something(data: bytes, place: Place) -> bool:
    leaf = data[place.start : place.end]
    return is_text(leaf) or has_magic(leaf)


def _head(data: bytes, at: int) -> tuple[int, int, int]:
    """Return tag, type, and where the value begins."""
    tag, kind = data[at] >> 4, data[at] & 15
    return (data[at + 1], kind, at + 2) if tag == 15 else (tag, kind, at + 1)


def _struct(data: bytes, at: int, path: str, found: list[Leaf], depth: int) -> int:
    """Skip fields to the end of the struct, which is that of the data for the outermost."""
    before = -1
    while at < len(data):
        tag, kind, at = _head(data, at)
        if kind == _END and depth:
            return at
        if tag <= before:
            raise ValueError("fields come in the order of their tags")
        before = tag
        at = _value(data, at, kind, f"{path}.{tag}" if path else str(tag), found, depth)
    if depth:
        raise ValueError("a struct without end")
    return at


def _value(data: bytes, at: int, kind: int, name: str, found: list[Leaf], depth: int) -> int:
    checked(depth, found)
    head = at
    if kind in _SIZES:
        end = at + _SIZES[kind]
        head = 0
    elif kind in (_SHORT, _LONG):
        size = 1 if kind == _SHORT else 4
        at += size
        end = at + int.from_bytes(data[head:at], "big")
    elif kind == _BYTES:
        _, inner, at = _head(data, at)
        size, at = _count(data, at)
        if inner:
            raise ValueError("a list of bytes alone is written so")
        end = at + size
    elif kind in (_MAP, _LIST):
        size, at = _count(data, at)
        for index in range(size * (2 if kind == _MAP else 1)):
            _, inner, at = _head(data, at)
            at = _value(data, at, inner, f"{name}.{index // 2 if kind == _MAP else index}", found, depth + 1)
        return at
    elif kind == _BEGIN:
        return _struct(data, at, name, found, depth + 1)
    else:
        raise ValueError("no such type")
    if end > len(data):
        raise ValueError("cut")
    if end > at:
        found.append(Leaf(Place((f"jce:{name}",), at, end), head))
    return end


def _count(data: bytes, at: int) -> tuple[int, int]:
    """Return a number that stands as a field of its own, and where it ends."""
    _, kind, at = _head(data, at)
    if kind not in _INTEGERS:
        raise ValueError("no number")
    end = at + _SIZES[kind]
    size = int.from_bytes(data[at:end], "big", signed=True)
    if not 0 <= size <= len(data):
        raise ValueError("more elements than bytes")
    return size, end


def _fit(data: bytes, edits: Sequence[Edit]) -> bytes | None:
    """Put other texts behind their lengths, which keep their size."""
    made: list[Edit] = []
    for place, head in _JCE.leaves(data):
        own = within(edits, place.start, place.end)
        if not own:
            continue
        leaf = splice(data[place.start : place.end], own)
        if not head:
            made.append(Edit(place.start, place.end, leaf))
        elif place.start - head in (1, 4) and len(leaf) < 1 << 8 * (place.start - head):
            made.append(Edit(head, place.end, len(leaf).to_bytes(place.start - head, "big") + leaf))
        elif len(leaf) == place.end - place.start:
            made.append(Edit(place.start, place.end, leaf))
        else:
            return None
    return splice(data, made)


_JCE = Jce()
ENCODING = Encoding(name="jce", glance=_JCE.matches, binary_structure=_JCE, fit=_fit)
