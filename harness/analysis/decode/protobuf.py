"""Protocol Buffers without a schema."""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from harness.analysis.decode.tree import worth_a_view
from harness.analysis.decode.varint import read_varint
from harness.analysis.decode.view import Budget, Part, Place, is_text

_MAX_NESTING = 40
_MOST_FIELDS = 20_000
_MAX_NUMBER = 1 << 20
"""Field numbers go to 2**29 - 1; the ones people write stay far below, and random bytes do not."""
_LEAST_TEXT = 3

_Path = tuple["_Path", int] | None  # the way to the message that holds a field, and the field's number


class _Field(NamedTuple):
    """A field that is no message. ``delimited`` (it has a length) may hold anything; ``text`` does."""

    path: _Path
    start: int
    end: int
    delimited: bool = False
    text: bool = False


class Protobuf:
    """One message: ``protobuf:1.4`` is field 4 of the message in field 1."""

    def matches(self, data: bytes) -> bool:
        """Whether all of it is fields, and one of them is text or a message with text."""
        if len(data) < 4 or data[0] & 7 not in (0, 1, 2, 5) or data[0] < 8:
            return False
        return any(field.text and field.end - field.start >= _LEAST_TEXT for field in _fields(data))

    def places(self, data: bytes) -> list[Place]:
        """Return the fields that are not messages."""
        return [Place((f"protobuf:{_name(field.path)}",), field.start, field.end) for field in _fields(data)]

    def parts(self, data: bytes, budget: Budget) -> Iterable[Part]:
        """Return the fields that may hold an encoding of their own."""
        for field in _fields(data):
            if field.delimited and worth_a_view(leaf := data[field.start : field.end]):
                yield Part((), leaf, field.start, field.end, text=field.text)


def _name(path: _Path) -> str:
    numbers = []
    while path is not None:
        path, number = path
        numbers.append(str(number))
    return ".".join(reversed(numbers))


@lru_cache(maxsize=4)
def _fields(data: bytes) -> list[_Field]:
    found: list[_Field] = []
    return found if _message(data, 0, len(data), None, 0, found) else []


def _message(data: bytes, at: int, end: int, parent: _Path, depth: int, found: list[_Field]) -> bool:
    """Append a message's leaves to ``found``. False when the bytes are no message."""
    while at < end:
        key = data[at]
        at += 1
        if key > 0x7F:
            key, at = read_varint(data, at - 1, end)
        number, wire = key >> 3, key & 7
        if not 0 < number < _MAX_NUMBER or len(found) > _MOST_FIELDS:
            return False
        path = (parent, number)
        if wire == 2:
            size, at = read_varint(data, at, end)
            stop = at + size
            if size < 0 or stop > end:
                return False
            text = is_text(data[at:stop])
            before = len(found)
            if text or size < 2 or depth >= _MAX_NESTING or not _message(data, at, stop, path, depth + 1, found):
                del found[before:]
                found.append(_Field(path, at, stop, True, text))
        elif wire == 0:
            value, stop = read_varint(data, at, end)
            if value < 0:
                return False
            found.append(_Field(path, at, stop))
        elif wire == 1 or wire == 5:
            stop = at + (8 if wire == 1 else 4)
            if stop > end:
                return False
            found.append(_Field(path, at, stop))
        else:
            return False
        at = stop
    return True
