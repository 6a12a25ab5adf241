"""Self-describing binary formats, read by a library into plain objects: their leaves become one view with names."""

import struct
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import cbor2
import msgspec

from harness.analysis.decode.known import KNOWN
from harness.analysis.decode.view import Budget, Part, Place, Reach, is_text

_MOST_LEAVES = 20_000
_MAX_NESTING = 100
LONG = 14
"""A leaf of this many characters may hold an encoding of its own."""


class Leaves:
    """The structure of a view that was put together from named leaves."""

    inside = Reach.LINE

    def __init__(self, places: list[Place]) -> None:
        """``places`` in the order of their starts."""
        self._places = places

    def matches(self, data: bytes) -> bool:
        """Never chosen by its look."""
        return False

    def places(self, data: bytes) -> list[Place]:
        """Return the leaves."""
        return self._places

    def parts(self, data: bytes, budget: Budget) -> Iterable[Part]:
        """Return the leaves that may hold an encoding of their own."""
        for place in self._places:
            leaf = data[place.start : place.end]
            if worth_a_view(leaf):
                yield Part((), leaf, place.start, place.end)


def worth_a_view(leaf: bytes) -> bool:
    """Whether a leaf may say something that is not plain in it."""
    if len(leaf) >= LONG:
        return True
    return not KNOWN.signs.isdisjoint(leaf) or (len(leaf) >= 8 and not is_text(leaf))


def part_of(name: str, tree: Any, size: int) -> Part | None:
    """Return all leaves of ``tree`` as one part of a view of ``size`` bytes; ``None`` when it holds numbers only."""
    places: list[Place] = []
    out = bytearray()
    telling = False
    for path, leaf in _leaves(tree, "", 0):
        telling = telling or not isinstance(leaf, int | float)
        text = leaf if isinstance(leaf, bytes) else str(leaf).encode("utf-8", "surrogatepass")
        places.append(Place((f"{name}:{path or '/'}",), len(out), len(out) + len(text)))
        out += text + b"\n"
        if len(places) >= _MOST_LEAVES:
            break
    return Part((), bytes(out), 0, size, Leaves(places)) if telling else None


def _leaves(tree: Any, path: str, depth: int) -> Iterator[tuple[str, Any]]:
    if depth > _MAX_NESTING:
        return
    if isinstance(tree, dict):
        for key, value in tree.items():
            name = key.decode("utf-8", "replace") if isinstance(key, bytes) else str(key)
            yield f"{path}/{{key}}", key if isinstance(key, bytes) else name
            yield from _leaves(value, f"{path}/{name.replace('~', '~0').replace('/', '~1')}", depth + 1)
    elif isinstance(tree, list | tuple | set | frozenset):
        for index, value in enumerate(tree):
            yield from _leaves(value, f"{path}/{index}", depth + 1)
    elif isinstance(tree, cbor2.CBORTag):
        yield from _leaves(tree.value, path, depth + 1)
    elif isinstance(tree, msgspec.msgpack.Ext):
        yield path, bytes(tree.data)
    elif isinstance(tree, bytes | bytearray | memoryview):
        yield path, bytes(tree)
    elif tree is not None and not isinstance(tree, bool):
        yield path, tree


def read(name: str, reader: Callable[[bytes], Any], data: bytes) -> Iterator[Part]:
    """Yield what ``reader`` makes of a whole view; nothing when it is of another format."""
    try:
        part = part_of(name, reader(data), len(data))
    except _UNREADABLE:
        return
    if part is not None:
        yield part


# What the readers raise on data that is not theirs.
_UNREADABLE = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OverflowError,
    EOFError,
    RecursionError,
    MemoryError,
    ArithmeticError,
    struct.error,
    LookupError,
    cbor2.CBORError,
    msgspec.MsgspecError,
)
