"""Strings of an Android Parcel: a count of UTF-16 units, the units, a zero, padding to four bytes."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from harness.analysis.decode import utf16
from harness.analysis.decode.again import Edit, splice, within
from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.view import Budget, Part, Place, Reach

# A count below 65536 and the first unit: Latin, or Chinese and full-width characters.
_HEAD = re.compile(rb"(?=[\x00-\xff]{2}\x00\x00(?:[\x20-\x7e\xa0-\xff]\x00|[\x00-\xff][\x30-\x9f\xff]))")
_UNITS = (utf16.ENCODING.name,)
_COUNT = 4
_LEAST = 2
_MOST = 5000
_LARGEST = 1 << 20


class Parcel:
    """A marshalled Parcel: ``parcel:0``, ``parcel:1``... are its strings in their order."""

    inside = Reach.LINE

    def matches(self, data: bytes) -> bool:
        """Whether it is in words of four bytes and holds a string where a Parcel would."""
        return len(data) % 4 == 0 and 12 <= len(data) <= _LARGEST and b"\0\0" in data and bool(_strings(data))

    def places(self, data: bytes) -> list[Place]:
        """Return the strings."""
        return [Place((f"parcel:{number}",), start, end) for number, (start, end) in enumerate(_strings(data))]

    def parts(self, data: bytes, budget: Budget) -> Iterable[Part]:
        """Return the strings in UTF-8."""
        for start, end in _strings(data):
            text = data[start:end].decode("utf-16-le", "replace").encode("utf-8", "replace")
            yield Part(_UNITS, text, start, end)


@lru_cache(maxsize=4)
def _strings(data: bytes) -> list[tuple[int, int]]:
    return list(_found(data))[:_MOST]


def _found(data: bytes) -> Iterator[tuple[int, int]]:
    free = 0
    for head in _HEAD.finditer(data):
        start = head.start() + _COUNT
        if head.start() % 4 or head.start() < free:
            continue
        count = int.from_bytes(data[head.start() : start], "little")
        end = start + 2 * count
        if count >= _LEAST and data[end : end + 2] == b"\0\0" and _is_text(data[start:end]):
            yield start, end
            free = end


def _is_text(units: bytes) -> bool:
    try:
        text = units.decode("utf-16-le")
    except UnicodeDecodeError:
        return False
    return "\0" not in text and all(char.isprintable() or char in "\t\r\n" for char in text)


def _fit(data: bytes, edits: Sequence[Edit]) -> bytes | None:
    """Put other strings behind their counts, with the zero and the padding behind them."""
    made: list[Edit] = []
    for start, end in _strings(data):
        own = within(edits, start, end)
        if not own:
            continue
        units = splice(data[start:end], own)
        if len(units) % 2:
            return None
        text = (len(units) // 2).to_bytes(_COUNT, "little") + units + b"\0\0"
        last = end + 2 + -(end + 2 - start) % 4
        made.append(Edit(start - _COUNT, last, text + b"\0" * (-len(text) % 4)))
    return splice(data, made)


ENCODING = Encoding(name="parcel", binary_structure=Parcel(), fit=_fit)
