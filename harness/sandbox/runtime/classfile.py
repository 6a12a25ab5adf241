"""The constants at the head of a class file (JVM specification, 4.4)."""

from __future__ import annotations

import struct
from typing import NamedTuple

#: Bytes after the tag of each constant; 1 is a text with its length in front.
_SIZES = {3: 4, 4: 4, 5: 8, 6: 8, 7: 2, 8: 2, 9: 4, 10: 4, 11: 4, 12: 4, 15: 3, 16: 2, 17: 4, 18: 4, 19: 2, 20: 2}


class Constants(NamedTuple):
    """What is named, by numbers: the ``texts``, which of them a class's name is, which two a name with its shape are.

    ``methods`` have their place, class, and name with shape. ``following`` is the next number, ``end`` where all ends.
    """

    following: int
    end: int
    texts: dict[int, bytes]
    classes: dict[int, int]
    pairs: dict[int, tuple[int, int]]
    methods: list[tuple[int, int, int]]


def constants(data: bytes) -> Constants:
    """Read the constants. Raises ``struct.error``, ``KeyError`` or ``IndexError`` for what is no class file."""
    (count,) = struct.unpack_from(">H", data, 8)
    at, number = 10, 1
    texts: dict[int, bytes] = {}
    classes: dict[int, int] = {}
    pairs: dict[int, tuple[int, int]] = {}
    methods: list[tuple[int, int, int]] = []
    while number < count:
        tag = data[at]
        if tag == 1:
            (size,) = struct.unpack_from(">H", data, at + 1)
            texts[number] = data[at + 3 : at + 3 + size]
            at += 3 + size
        else:
            if tag == 7:
                (classes[number],) = struct.unpack_from(">H", data, at + 1)
            elif tag == 12:
                pairs[number] = struct.unpack_from(">HH", data, at + 1)
            elif tag == 10:
                methods.append((at, *struct.unpack_from(">HH", data, at + 1)))
            at += 1 + _SIZES[tag]
        number += 2 if tag in (5, 6) else 1
    return Constants(count, at, texts, classes, pairs, methods)
