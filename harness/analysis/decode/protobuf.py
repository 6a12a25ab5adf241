"""Protocol Buffers without a schema."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from harness.analysis.decode.shapes import look
from harness.analysis.decode.tree import LONG, worth_a_view
from harness.analysis.decode.varint import read_varint
from harness.analysis.decode.view import Budget, Part, Place, Texts, is_text

_MAX_NESTING = 40
_MOST_FIELDS = 20_000
_MAX_NUMBER = 1 << 20
"""Field numbers go to 2**29 - 1; the ones people write stay far below, and random bytes do not."""
_LEAST_TEXT = 3
_LEAST_BYTES = 8
_LEAD = 0xC0
"""Bytes from here on begin a character in UTF-8, and no field that people write."""
_PLAIN = re.compile(rb"[\x20-\x7e\t\r\n]*+")

_NUMBER, _BYTES, _TEXT = range(3)
_Leaf = tuple[Any, int, int, int]
"""A field that is no message: (way, start, end, kind). A way is (the message's own way or ``None``, number). Plain
tuples, since a body has hundreds of them, and most are never looked at again."""


class Protobuf:
    """One message: ``protobuf:1.4`` is field 4 of the message in field 1."""

    def matches(self, data: bytes) -> bool:
        """Whether all of it is fields, and one of them is text or a message with text."""
        if len(data) < 4 or data[0] & 7 not in (0, 1, 2, 5) or data[0] < 8:
            return False
        return any(kind == _TEXT and end - start >= _LEAST_TEXT for _, start, end, kind in _leaves(data))

    def places(self, data: bytes) -> Iterable[Place]:
        """Return the fields that are not messages."""
        return (Place((f"protobuf:{_name(way)}",), start, end) for way, start, end, _ in _leaves(data))

    def parts(self, data: bytes, budget: Budget) -> Iterable[Part | Texts]:
        """Return the fields with a length that may hold an encoding of their own."""
        spans: list[tuple[int, int]] = []
        seen = look(data)
        escaped = seen.percent or seen.percent_u or seen.reference or b"\\" in data
        for _, start, end, kind in _leaves(data):
            if kind == _TEXT:
                if end - start >= LONG or (escaped and worth_a_view(data[start:end])):
                    spans.append((start, end))
            elif kind == _BYTES and end - start >= _LEAST_BYTES:
                yield Part((), data[start:end], start, end)
        if spans:
            yield Texts([data[start:end] for start, end in spans], spans)


def _name(way: Any) -> str:
    numbers = []
    while way is not None:
        way, number = way
        numbers.append(str(number))
    return ".".join(reversed(numbers))


@lru_cache(maxsize=4)
def _leaves(data: bytes) -> list[_Leaf]:
    found: list[_Leaf] = []
    return found if _message(data, 0, len(data), None, 0, found) else []


def _message(data: bytes, at: int, end: int, parent: Any, depth: int, found: list[_Leaf]) -> bool:
    """Append a message's leaves to ``found``. False when the bytes are no message."""
    add, plain = found.append, _PLAIN.fullmatch
    while at < end:
        key = data[at]
        at += 1
        if key > 0x7F:
            key, at = read_varint(data, at - 1, end)
        if not 8 <= key < _MAX_NUMBER << 3:
            return False
        wire = key & 7
        way = (parent, key >> 3)
        if wire == 2:
            if at < end and data[at] < 0x80:
                stop = at + 1 + data[at]
                at += 1
            else:
                size, at = read_varint(data, at, end)
                if size < 0:
                    return False
                stop = at + size
            if stop > end:
                return False
            if plain(data, at, stop) or (data[at] >= _LEAD and is_text(data[at:stop])):
                add((way, at, stop, _TEXT))
            else:
                before = len(found)
                if before > _MOST_FIELDS:
                    return False
                if depth >= _MAX_NESTING or not _message(data, at, stop, way, depth + 1, found):
                    del found[before:]
                    add((way, at, stop, _TEXT if is_text(data[at:stop]) else _BYTES))
                elif is_text(data[at:stop]):
                    # A short text may read as a message, too.
                    del found[before:]
                    add((way, at, stop, _TEXT))
        elif wire == 0:
            if at < end and data[at] < 0x80:
                stop = at + 1
            else:
                value, stop = read_varint(data, at, end)
                if value < 0:
                    return False
            add((way, at, stop, _NUMBER))
        elif wire == 1 or wire == 5:
            stop = at + (8 if wire == 1 else 4)
            if stop > end:
                return False
            add((way, at, stop, _NUMBER))
        else:
            return False
        at = stop
    return len(found) <= _MOST_FIELDS
