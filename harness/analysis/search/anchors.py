"""Which eight bytes of a literal to look for: the ones that ordinary text holds least.

Engines for many literals work on the last bytes of each: hyperscan on eight. The more of those could stand in a word
(base64, the end of a mail address), the more often it stops to compare, and that is what ten times more values cost.
So a literal is found by a piece of it in which letters meet digits or other characters, shared with other literals
where it can be, and compared as a whole where its piece stands.
"""

import threading
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from harness.analysis.search.literals import Engine

SIZE = 8
"""Bytes of a piece; shorter literals are their own."""

_LOWER, _UPPER, _DIGIT, _MARK, _BINARY = range(5)


def _kind(byte: int) -> int:
    if byte < 0x20 or byte > 0x7E:
        return _BINARY
    letter = chr(byte)
    return _LOWER if letter.islower() else _UPPER if letter.isupper() else _DIGIT if letter.isdigit() else _MARK


_KINDS = bytes(map(_kind, range(256)))
# How common two kinds are next to each other in what apps send; only the order of these numbers matters.
_COMMON = [
    [8, 4, 2, 3, 0],
    [6, 4, 2, 3, 0],
    [2, 2, 4, 3, 0],
    [3, 3, 3, 3, 0],
    [0, 0, 0, 0, 0],
]
_LAST = 20
"""How much more the last two bytes count: a piece that ends in a rare pair is seldom looked at any further."""
_ENDS_IN_DIGIT = 20
"""Added to the cost of such a piece: engines group literals by their last bytes, and pieces that end like the numbers
that all traffic is full of would have their whole group looked at wherever a number stands."""

# Of each byte: what its kind's place in a pair is, and what a piece that ends in it costs for that.
_COMMON_OF_PAIRS = bytes(cost for row in _COMMON for cost in row).ljust(256, b"\0")
_ENDS = bytes(_ENDS_IN_DIGIT if kind == _DIGIT else 0 for kind in _KINDS)


def pieces(literals: Iterable[bytes]) -> dict[bytes, list[tuple[int, bytes]]]:
    """Return the pieces to look for, each with the (offset of the piece, literal) it stands for.

    Literals may not be empty. The shortest choose first, so that longer ones can share.
    """
    chosen: dict[bytes, list[tuple[int, bytes]]] = {}
    for literal in sorted(literals, key=len):
        if len(literal) <= SIZE:
            chosen.setdefault(literal, []).append((0, literal))
            continue
        for at in range(len(literal) - SIZE + 1):
            if (shared := chosen.get(literal[at : at + SIZE])) is not None:
                shared.append((at, literal))
                break
        else:
            at = _rarest(literal)
            chosen[literal[at : at + SIZE]] = [(at, literal)]
    return chosen


def _rarest(literal: bytes) -> int:
    """Return where the piece begins that text is least likely to hold; the last of several.

    All places are weighed at once, a byte each of one long integer: no sum passes 255 (7 * 8 + 20 * 8 + 20).
    """
    size = len(literal)
    kinds = int.from_bytes(literal.translate(_KINDS))
    pairs = len(_COMMON) * (kinds >> 8) + (kinds & (1 << 8 * (size - 1)) - 1)
    common = int.from_bytes(pairs.to_bytes(size - 1).translate(_COMMON_OF_PAIRS))
    two = common + (common >> 8)
    seven = two + (two >> 16) + (two >> 32) + (common >> 48)
    in_digit = int.from_bytes(literal.translate(_ENDS))
    places = size - SIZE + 1
    costs = (seven + _LAST * common + in_digit & (1 << 8 * places) - 1).to_bytes(places)
    return costs.rindex(min(costs))


class Literals:
    """A set of literals, found by their pieces."""

    def __init__(self, literals: Sequence[bytes], compile_engine: Callable[[Sequence[bytes]], Engine]) -> None:
        """Compile ``literals``, all different and none empty, with ``compile_engine``."""
        places = {literal: place for place, literal in enumerate(literals)}
        found_by = pieces(literals)
        self._engine = compile_engine(list(found_by))
        # For each piece: the literal's place in the set, where it begins before the piece's end, and itself.
        self._groups = [
            [(places[literal], at + len(piece), literal) for at, literal in group] for piece, group in found_by.items()
        ]

    def find(self, data: bytes) -> list[tuple[int, int, int]]:
        """Return (place in the set, start, end) of every occurrence, overlapping ones included."""
        found = []
        for piece, end in self._engine.find(data):
            for place, before, literal in self._groups[piece]:
                start = end - before
                if start >= 0 and data.startswith(literal, start):
                    found.append((place, start, start + len(literal)))
        return found


_KEPT = 4
"""Compiled sets that are kept for whoever looks for the same values next: two of a recording, and those before it."""
_KEPT_SIZE = 20_000
"""Sets of more literals are not kept: a set of 50 000 was measured at 92 MiB."""


def compiled(literals: Sequence[bytes], compile_engine: Callable[[Sequence[bytes]], Engine]) -> Literals:
    """Return ``literals`` compiled, as they were the last time where they are the same: compiling takes long.

    Each thread has its own, though an engine would serve several.
    """
    if len(literals) > _KEPT_SIZE:
        return Literals(literals, compile_engine)
    return _compiled(tuple(literals), compile_engine, threading.get_ident())


@lru_cache(maxsize=_KEPT)
def _compiled(
    literals: tuple[bytes, ...], compile_engine: Callable[[Sequence[bytes]], Engine], _thread: int
) -> Literals:
    return Literals(literals, compile_engine)
