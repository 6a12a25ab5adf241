"""Protocol Buffers without a schema."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from harness.analysis.decode.tree import LONG, SIGNS
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

_Leaf = tuple[Any, int, int]
"""A field that is no message: (way, start, end). A way is (the message's own way or ``None``, number). Plain tuples,
since a body has hundreds of them, and most are never looked at again."""


class _Read(NamedTuple):
    """A message's leaves, and of those with a length: short texts, longer ones, and what is no text."""

    leaves: list[_Leaf]
    short: list[tuple[int, int]]
    texts: list[tuple[int, int]]
    others: list[tuple[int, int]]


class Protobuf:
    """One message: ``protobuf:1.4`` is field 4 of the message in field 1."""

    def matches(self, data: bytes) -> bool:
        """Whether all of it is fields, and one of them is text or a message with text."""
        if len(data) < 4 or data[0] & 7 not in (0, 1, 2, 5) or data[0] < 8:
            return False
        read = _read(data)
        return bool(read.texts) or any(end - start >= _LEAST_TEXT for start, end in read.short)

    def places(self, data: bytes) -> Iterable[Place]:
        """Return the fields that are not messages."""
        return (Place((f"protobuf:{_name(way)}",), start, end) for way, start, end in _read(data).leaves)

    def parts(self, data: bytes, budget: Budget) -> Iterable[Part | Texts]:
        """Return the fields with a length that may hold an encoding of their own."""
        read = _read(data)
        for start, end in read.others:
            if end - start >= _LEAST_BYTES:
                yield Part((), data[start:end], start, end)
        spans = sorted({*read.texts, *_with_signs(data, read.short)})
        if spans:
            yield Texts([data[start:end] for start, end in spans], spans)


def _with_signs(data: bytes, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield those of ``spans``, which are in order, that hold a sign of escapes."""
    last = -1
    for sign in SIGNS:
        at = data.find(sign)
        while at >= 0:
            place = bisect_right(spans, (at, len(data))) - 1
            if place >= 0 and place != last and at < spans[place][1]:
                yield spans[place]
                last = place
            at = data.find(sign, at + 1)


def _name(way: Any) -> str:
    numbers = []
    while way is not None:
        way, number = way
        numbers.append(str(number))
    return ".".join(reversed(numbers))


@lru_cache(maxsize=4)
def _read(data: bytes) -> _Read:
    read = _Read([], [], [], [])
    return read if _message(data, 0, len(data), None, 0, read) else _Read([], [], [], [])


def _message(data: bytes, at: int, end: int, parent: Any, depth: int, read: _Read) -> bool:
    """Append a message's leaves to ``read``. False when the bytes are no message."""
    leaves, short, texts, others = read
    add, plain = leaves.append, _PLAIN.fullmatch
    while at < end:
        key = data[at]
        at += 1
        if key > 0x7F:
            if at < end and data[at] < 0x80:
                key, at = key & 0x7F | data[at] << 7, at + 1
            else:
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
                (texts if stop - at >= LONG else short).append((at, stop))
                add((way, at, stop))
            else:
                before = (len(leaves), len(short), len(texts), len(others))
                if before[0] > _MOST_FIELDS:
                    return False
                message = depth < _MAX_NESTING and _message(data, at, stop, way, depth + 1, read)
                # No text begins with a control character but white space.
                text = (data[at] >= 0x20 or data[at] in b"\t\n\r") and is_text(data[at:stop]) if stop > at else True
                if text or not message:  # a short text may read as a message, too
                    del leaves[before[0] :], short[before[1] :], texts[before[2] :], others[before[3] :]
                    (others if not text else texts if stop - at >= LONG else short).append((at, stop))
                    add((way, at, stop))
        elif wire == 0:
            if at < end and data[at] < 0x80:
                stop = at + 1
            else:
                value, stop = read_varint(data, at, end)
                if value < 0:
                    return False
            add((way, at, stop))
        elif wire == 1 or wire == 5:
            stop = at + (8 if wire == 1 else 4)
            if stop > end:
                return False
            add((way, at, stop))
        else:
            return False
        at = stop
    return len(leaves) <= _MOST_FIELDS
