"""Which encodings the look of a view suggests, and where their runs begin: one pass for all decoders of text.

Runs of base64, in whose alphabet lie those of base32 and hexadecimal digits, are found in a copy of the view that knows
two kinds of characters only: so searching jumps from one end of a possible run to the next. What needs an expression
over all of a view is hyperscan's; where it has no wheel, Python's own expressions find the same.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

try:
    import hyperscan
except ImportError:  # no wheel for this platform
    hyperscan = None  # type: ignore[assignment]

from harness.analysis.decode.base64_readings import Reading, readings
from harness.analysis.decode.scratch import finder

_MOST_RUNS = 200_000
"""Runs that are looked at in one view."""
_LEAST_BASE64 = 14
"""Shortest run (characters) of base64 decoded on its own; shorter ones are found by the traces of values in them."""
_LONGEST_KEPT = 128
_MOST_KEPT = 16384
_EQUALS = 0x3D


class Seen(NamedTuple):
    """Runs in their order, and for other shapes whether they occur at all.

    ``base64`` are (start, end with the padding, readings) of runs that may say something, the others starts.
    """

    base64: Sequence[tuple[int, int, tuple[Reading, ...]]] = ()
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
    cut: bool = False
    """There were more runs than are looked at."""


NOTHING = Seen()
"""No decoder that goes by shapes has anything to do."""

_ALPHABET = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-")
_KINDS = bytes(ord("a") if byte in _ALPHABET else ord(" ") for byte in range(256))
_LEAST_RUN = b"a" * 13
"""Base32 of eight bytes; see ``base32_text``."""
_PAIRS = rb"(?:[0-9a-fA-F]{2}[ :,-]\s?(?:0x)?){7}[0-9a-fA-F]{2}"
_INNER = (
    (rb"[^A-Za-z2-7]", rb"(?:[A-Z2-7]{13}|[a-z2-7]{13})", 13),
    (rb"[^0-9a-fA-F]", rb"[0-9a-fA-F]{16}", 16),
)
_SPACED = re.compile(rb"\f[A-Za-z0-9/ ]{12}")
_SPACED_FIRST = re.compile(rb"[A-Za-z0-9/ ]{12}")
_WRAPPED = re.compile(rb"\n[A-Za-z0-9+/_-]{2}")
_WRAPPED_LINE = re.compile(rb"[A-Za-z0-9+/_-]{32}\r?\Z")
_PERCENT = re.compile(rb"%[0-9A-Fa-f]{2}")
_REFERENCE = re.compile(rb"&(?:#\d|#x[0-9a-fA-F]|[a-zA-Z]{2})[0-9a-zA-Z]{0,6};")
_QUOTED = re.compile(rb"=(?:\r?\n|[0-9A-F]{2}=[0-9A-F]{2})")
_TOKEN = b"eyJ"
"""How the header of a JSON Web Token begins: as it names its algorithm (RFC 7515, 4.1.1), it is as long as a run."""
_PERCENT_U = re.compile(rb"%u[0-9a-fA-F]{4}")
_BAD_PERCENT = rb"%(?:[^0-9A-Fa-f]|[0-9A-Fa-f][^0-9A-Fa-f]|[0-9A-Fa-f]?\z)"


class _Run(NamedTuple):
    """What a run may say: its readings, where in it base32 and hexadecimal digits begin, whether it may be a token."""

    readings: tuple[Reading, ...]
    base32: list[int]
    hex: list[int]
    token: bool


class _Hyperscan:
    def __init__(self) -> None:
        self._pairs = self._compiled([_PAIRS], [hyperscan.HS_FLAG_DOTALL | hyperscan.HS_FLAG_SINGLEMATCH])
        self._inner = self._compiled(
            [b"(?:^|%s)%s" % (edge, run) for edge, run, _ in _INNER], [hyperscan.HS_FLAG_DOTALL] * 2
        )
        self._bad = self._compiled([_BAD_PERCENT], [hyperscan.HS_FLAG_DOTALL | hyperscan.HS_FLAG_SINGLEMATCH])

    @staticmethod
    def _compiled(expressions: list[bytes], flags: list[int]) -> Callable[[bytes], list[tuple[int, int]]]:
        database: Any = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        database.compile(expressions=expressions, ids=list(range(len(expressions))), flags=flags)
        return finder(database)

    def has_pairs(self, data: bytes) -> bool:
        return bool(self._pairs(data))

    def within(self, run: bytes) -> tuple[list[int], list[int]]:
        starts: tuple[list[int], list[int]] = ([], [])
        for shape, end in self._inner(run):
            starts[shape].append(end - _INNER[shape][2])
        return starts

    def bad_percent(self, data: bytes) -> bool:
        return bool(self._bad(data))


class _Plain:
    def __init__(self) -> None:
        self._pairs = re.compile(_PAIRS)
        self._inner = [re.compile(rb"(?:\A|(?<=%s))%s" % (edge, run)) for edge, run, _ in _INNER]
        self._bad = re.compile(_BAD_PERCENT.replace(rb"\z", rb"\Z"), re.DOTALL)

    def has_pairs(self, data: bytes) -> bool:
        return self._pairs.search(data) is not None

    def within(self, run: bytes) -> tuple[list[int], list[int]]:
        base32, hexadecimal = ([found.start() for found in inner.finditer(run)] for inner in self._inner)
        return base32, hexadecimal

    def bad_percent(self, data: bytes) -> bool:
        return self._bad.search(data) is not None


class Shapes:
    """Looks at views; the last one's look is kept, since several decoders ask for it."""

    def __init__(self, *, plain: bool = hyperscan is None) -> None:
        """``plain`` chooses Python's engine."""
        self._engine = _Plain() if plain else _Hyperscan()
        # Names and ids recur in all of an app's traffic; most of them say nothing, for which ``None`` stands.
        self._kept: tuple[dict[bytes, _Run | None], dict[bytes, _Run | None]] = ({}, {})
        self._last: tuple[bytes, Seen] = (b"", NOTHING)

    def look(self, data: bytes) -> Seen:
        """Return what ``data`` looks like."""
        last, seen = self._last
        if last is not data:
            seen = self._look(data)
            self._last = (data, seen)
        return seen

    def bad_percent(self, data: bytes) -> bool:
        """Whether a percent sign in ``data`` begins no escape."""
        return b"%" in data and self._engine.bad_percent(data)

    def _read(self, run: bytes, turned: bool) -> _Run | None:
        """Return what a run may say; ``turned`` says that what may be padding stands before it."""
        base32, hexadecimal = self._engine.within(run)
        may_say = readings(run, turned) if len(run.rstrip(b"=")) >= _LEAST_BASE64 else ()
        token = _TOKEN in run
        known = _Run(may_say, base32, hexadecimal, token) if may_say or base32 or hexadecimal or token else None
        if len(run) <= _LONGEST_KEPT:
            kept = self._kept[turned]
            if len(kept) >= _MOST_KEPT:
                kept.clear()
            kept[run] = known
        return known

    def _look(self, data: bytes) -> Seen:
        base64: list[tuple[int, int, tuple[Reading, ...]]] = []
        base32: list[int] = []
        hexadecimal: list[int] = []
        token = False
        left = _MOST_RUNS
        find = data.translate(_KINDS).find
        start = find(_LEAST_RUN)
        while start >= 0 and left:
            left -= 1
            end = find(b" ", start)
            if end < 0:
                end = len(data)
            elif data[end] == _EQUALS:
                end += 2 if data[end + 1 : end + 2] == b"=" else 1
            run = data[start:end]
            turned = start > 0 and data[start - 1] == _EQUALS
            kept = self._kept[turned]
            known = kept[run] if run in kept else self._read(run, turned)
            if known is not None:
                if known.readings:
                    base64.append((start, end, known.readings))
                base32 += [start + at for at in known.base32]
                hexadecimal += [start + at for at in known.hex]
                token = token or known.token
            start = find(_LEAST_RUN, end)
        percent, newline = b"%" in data, b"\n" in data
        seen = Seen(
            base64,
            base32,
            hexadecimal,
            _spaced(data) if b" " in data else (),
            self._engine.has_pairs(data),
            newline and _is_wrapped(data),
            percent and _PERCENT.search(data) is not None,
            b";" in data and b"&" in data and _REFERENCE.search(data) is not None,
            b"=" in data and _QUOTED.search(data) is not None,
            token,
            percent and b"%u" in data and _PERCENT_U.search(data) is not None,
            start >= 0,
        )
        return seen if any(seen) else NOTHING


def _spaced(data: bytes) -> list[int]:
    """Return where lines (of ``decode.lines``) begin with a run of base64 in which spaces may stand for plus signs."""
    first = [0] if _SPACED_FIRST.match(data) else []
    return first + [found.start() + 1 for found in _SPACED.finditer(data)] if b"\f" in data else first


def _is_wrapped(data: bytes) -> bool:
    """Whether a line of base64 follows a long one."""
    ends = (found.start() for found in _WRAPPED.finditer(data))
    return any(_WRAPPED_LINE.search(data, max(0, at - 33), at) for at in ends)


_SHAPES = Shapes()
look = _SHAPES.look
bad_percent = _SHAPES.bad_percent
