"""Hexadecimal text, with and without separators."""

import re
from collections.abc import Iterator

from harness.analysis.decode.sense import makes_sense, plausible
from harness.analysis.decode.shapes import MOST_RUNS, look
from harness.analysis.decode.view import Budget, Part

_RUN = re.compile(rb"[0-9a-fA-F]{16,}+")
_SEPARATED = re.compile(rb"(?:(?:0x)?[0-9a-fA-F]{2}[ :,-]\s?){7,}+(?:(?:0x)?[0-9a-fA-F]{2}(?![0-9a-fA-F]))?")
_NOT_HEX = re.compile(rb"0x|[^0-9a-fA-F]")
_DIGITS = frozenset(b"0123456789abcdefABCDEF")
_SURELY_BINARY = 130  # characters: longer than every digest


def hex_runs(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield what runs of hexadecimal digits say, faintly when it may be a digest rather than an encoding."""
    seen = look(data)
    if len(seen.hex) >= MOST_RUNS:
        budget.cut(0, "runs")
    for start in seen.hex:
        found = _RUN.match(data, start)
        if found is not None:
            yield from _run(found.group(), start)
    if seen.separated_hex:
        for found in _SEPARATED.finditer(data):
            decoded = bytes.fromhex(_NOT_HEX.sub(b"", found.group()).decode())
            yield Part(("hex",), decoded, *found.span())


def _run(run: bytes, start: int) -> Iterator[Part]:
    odd = len(run) % 2
    decoded = bytes.fromhex(run[: len(run) - odd].decode())
    if run.isdigit() and not plausible(decoded) and not plausible(bytes.fromhex(run[::-1][: len(run) - odd].decode())):
        return  # a number
    if len(run) > _SURELY_BINARY or makes_sense(decoded):
        yield Part(("hex",), decoded, start, start + len(run) - odd)
        return
    shifted = bytes.fromhex(run[1 : len(run) - 1 + odd].decode())
    backwards = bytes.fromhex(run[::-1][: len(run) - odd].decode())
    if odd and plausible(shifted):
        yield Part(("hex",), shifted, start + 1, start + len(run) - 1 + odd)
    elif plausible(backwards):
        yield Part(("reversed", "hex"), backwards, start, start + len(run))
    else:
        yield Part(("hex",), decoded, start, start + len(run) - odd, faint=True)


def around(data: bytes, start: int, end: int, shift: int) -> Part | None:
    """Decode the run that holds a trace."""
    first, last = start, end
    while first > 0 and data[first - 1] in _DIGITS:
        first -= 1
    while last < len(data) and data[last] in _DIGITS:
        last += 1
    first += (start - first) % 2
    last -= (last - first) % 2
    return Part(("hex",), bytes.fromhex(data[first:last].decode()), first, last)
