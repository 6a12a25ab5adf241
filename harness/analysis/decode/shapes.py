"""Which encodings the look of a view suggests, and where their runs begin: one pass for all decoders of text.

The patterns are regular expressions for hyperscan; where it has no wheel, Python's own engine finds the same.
"""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

try:
    import hyperscan
except ImportError:  # no wheel for this platform
    hyperscan = None  # type: ignore[assignment]

MOST_RUNS = 200_000
"""Runs of one kind that are looked at in one view."""


class Seen(NamedTuple):
    """Starts of runs in their order, and for other shapes whether they occur at all."""

    base64: Sequence[int] = ()
    base32: Sequence[int] = ()
    hex: Sequence[int] = ()
    spaced: Sequence[int] = ()
    separated_hex: bool = False
    wrapped: bool = False
    percent: bool = False
    reference: bool = False
    quoted: bool = False
    token: bool = False
    percent_u: bool = False
    bad_percent: bool = False
    """A percent sign that begins no escape."""


# The beginning of a run behind its edge, with its length: reported once, at the character that makes it long enough.
_RUNS = (
    (rb"[^A-Za-z0-9+/_-]", rb"[A-Za-z0-9+/_-]{14}", 14),
    (rb"[^A-Za-z2-7]", rb"(?:[A-Z2-7]{13}|[a-z2-7]{13})", 13),
    (rb"[^0-9a-fA-F]", rb"[0-9a-fA-F]{16}", 16),
    (rb"\x0c", rb"[A-Za-z0-9/ ]{12}", 12),
)
_FLAGS = (
    rb"(?:[0-9a-fA-F]{2}[ :,-]\s?(?:0x)?){7}[0-9a-fA-F]{2}",
    rb"[A-Za-z0-9+/_-]{32}\r?\n[A-Za-z0-9+/_-]{4}",
    rb"%[0-9A-Fa-f]{2}",
    rb"&(?:#\d|#x[0-9a-fA-F]|[a-zA-Z]{2})[0-9a-zA-Z]{0,6};",
    rb"=\r?\n|=[0-9A-F]{2}=[0-9A-F]{2}",
    rb"eyJ[A-Za-z0-9_-]{5}",
    rb"%u[0-9a-fA-F]{4}",
    rb"%(?:[^0-9A-Fa-f]|[0-9A-Fa-f][^0-9A-Fa-f])|%[0-9A-Fa-f]?$",
)
NOTHING = Seen()
"""No decoder that goes by shapes has anything to do."""


class _Hyperscan:
    def __init__(self) -> None:
        database: Any = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        runs = [b"(?:^|%s)%s" % (edge, run) for edge, run, _ in _RUNS]
        expressions = [*runs, *_FLAGS]
        once = hyperscan.HS_FLAG_DOTALL | hyperscan.HS_FLAG_SINGLEMATCH
        flags = [hyperscan.HS_FLAG_DOTALL] * len(runs) + [once] * len(_FLAGS)
        database.compile(expressions=expressions, ids=list(range(len(expressions))), flags=flags)
        self._scan = database.scan

    def look(self, data: bytes) -> Seen:
        found: list[tuple[int, int]] = []
        self._scan(data, _collect, 0, found)
        if not found:
            return NOTHING
        starts: tuple[list[int], ...] = ([], [], [], [])
        flags = [False] * len(_FLAGS)
        for shape, end in found:
            if shape >= len(starts):
                flags[shape - len(starts)] = True
            elif len(starts[shape]) < MOST_RUNS:
                starts[shape].append(end - _RUNS[shape][2])
        return Seen(starts[0], starts[1], starts[2], starts[3], *flags)


def _collect(shape: int, _start: int, end: int, _flags: int, context: list[tuple[int, int]]) -> None:
    context.append((shape, end))


class _Plain:
    def __init__(self) -> None:
        self._runs = [re.compile(rb"(?:\A|(?<=%s))%s" % (edge, run), re.DOTALL) for edge, run, _ in _RUNS]
        self._flags = [re.compile(flag, re.DOTALL) for flag in _FLAGS]

    def look(self, data: bytes) -> Seen:
        base64, base32, hexadecimal, spaced = (
            [found.start() for found in run.finditer(data)][:MOST_RUNS] for run in self._runs
        )
        return Seen(base64, base32, hexadecimal, spaced, *(flag.search(data) is not None for flag in self._flags))


class Shapes:
    """Looks at views; the last one's look is kept, since several decoders ask for it."""

    def __init__(self, *, plain: bool = hyperscan is None) -> None:
        """``plain`` chooses Python's engine."""
        self._engine = _Plain() if plain else _Hyperscan()
        self._last: tuple[bytes, Seen] = (b"", NOTHING)

    def look(self, data: bytes) -> Seen:
        """Return what ``data`` looks like."""
        last, seen = self._last
        if last is not data:
            seen = self._engine.look(data)
            self._last = (data, seen)
        return seen


_SHAPES = Shapes()
look = _SHAPES.look
