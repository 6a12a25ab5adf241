"""Self-describing binary formats, read by a library into plain objects: their leaves become one view with names."""

import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import cbor2
import msgspec

from harness.analysis.decode.again import Rebuild
from harness.analysis.decode.known import KNOWN
from harness.analysis.decode.view import Budget, Part, Place, Reach, is_text

_MOST_LEAVES = 20_000
_MAX_NESTING = 100
LONG = 14
"""A leaf of this many characters may hold an encoding of its own."""


class Leaves:
    """The structure of a view that was put together from named leaves; ``name`` is the format's."""

    inside = Reach.LINE

    def __init__(self, places: list[Place]) -> None:
        """``places`` in the order of their starts."""
        self._places = places
        self.name = places[0].elements[0].partition(":")[0] if places else ""

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


def rebuilt(reader: Callable[[bytes], Any], writer: Callable[[Any], bytes]) -> Rebuild:
    """Return how a format is written again with other leaves, in the order of :func:`part_of`.

    Where the leaves that change keep their size they are changed in place; else the whole is written anew.
    """

    def rebuild(raw: bytes, leaves: Sequence[bytes]) -> bytes | None:
        try:
            tree = reader(raw)
            old = [_bytes(leaf) for _, leaf in _leaves(tree, "", 0)]
            if len(old) != len(leaves):
                return None
            for made in (_in_place(raw, old, leaves), writer(_with_leaves(tree, iter(leaves)))):
                if made is not None and [_bytes(leaf) for _, leaf in _leaves(reader(made), "", 0)] == list(leaves):
                    return made
        except _UNREADABLE:
            pass
        return None

    return rebuild


def _in_place(raw: bytes, old: Sequence[bytes], new: Sequence[bytes]) -> bytes | None:
    out, at = bytearray(raw), 0
    for before, after in zip(old, new, strict=True):
        if before == after:
            continue
        found = raw.find(before, at)
        if found < 0 or len(before) != len(after):
            return None
        out[found : found + len(before)] = after
        at = found + len(before)
    return bytes(out)


def _with_leaves(tree: Any, leaves: Iterator[bytes]) -> Any:
    """Return a tree with other leaves, in the order of :func:`_leaves`."""
    if isinstance(tree, dict):
        found = {}
        for key, value in tree.items():
            name = _like(key, next(leaves))
            found[name] = _with_leaves(value, leaves)
        return found
    if isinstance(tree, list | tuple):
        return [_with_leaves(value, leaves) for value in tree]
    if isinstance(tree, cbor2.CBORTag):
        return cbor2.CBORTag(tree.tag, _with_leaves(tree.value, leaves))
    if isinstance(tree, msgspec.msgpack.Ext):
        return msgspec.msgpack.Ext(tree.code, next(leaves))
    return tree if tree is None or isinstance(tree, bool) else _like(tree, next(leaves))


def _like(old: Any, leaf: bytes) -> Any:
    """Return what a leaf says as a thing of the same kind."""
    if leaf == _bytes(old):
        return old
    if isinstance(old, bytes | bytearray | memoryview):
        return leaf
    text = leaf.decode("utf-8", "surrogatepass")
    if isinstance(old, str):
        return text
    if isinstance(old, int | float):
        return type(old)(text)
    raise TypeError("nothing that can be written otherwise")


def _bytes(leaf: Any) -> bytes:
    return (
        bytes(leaf) if isinstance(leaf, bytes | bytearray | memoryview) else str(leaf).encode("utf-8", "surrogatepass")
    )


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
