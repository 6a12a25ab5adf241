"""Protocol Buffers without a schema."""

from collections.abc import Iterable
from functools import lru_cache

from harness.analysis.decode.tree import worth_a_view
from harness.analysis.decode.varint import read_varint
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


@lru_cache(maxsize=4)
def _fields(data: bytes) -> list[Place]:
    return _message(data, 0, len(data), "", 0)


def _message(data: bytes, at: int, end: int, path: str, depth: int) -> list[Place]:
    """Return a message's leaves, empty when the bytes are no message."""
    found: list[Place] = []
    while at < end:
        key, at = read_varint(data, at, end)
        number, wire = key >> 3, key & 7
        if not 0 < number < _MAX_NUMBER or len(found) > _MOST_FIELDS:
            return []
        name = f"{path}.{number}" if path else str(number)
        if wire == 2:
            size, at = read_varint(data, at, end)
            stop = at + size
            if size < 0 or stop > end:
                return []
            inner: list[Place] = []
            if size > 1 and depth < _MAX_NESTING and not is_text(data[at:stop]):
                inner = _message(data, at, stop, name, depth + 1)
            found += inner or [Place((f"protobuf:{name}",), at, stop)]
        elif wire == 0:
            value, stop = read_varint(data, at, end)
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
