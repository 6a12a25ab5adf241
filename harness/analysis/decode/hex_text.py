"""Hexadecimal text, with and without separators."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from harness.analysis.decode import reversed_text
from harness.analysis.decode.again import Redo
from harness.analysis.decode.encoding import Encoding, Lens
from harness.analysis.decode.sense import makes_sense, plausible
from harness.analysis.decode.shapes import look
from harness.analysis.decode.view import Budget, Part, Reach

_RUN = re.compile(rb"[0-9a-fA-F]{16,}+")
_SEPARATED = re.compile(rb"(?:(?:0x)?[0-9a-fA-F]{2}[ :,-]\s?){7,}+(?:(?:0x)?[0-9a-fA-F]{2}(?![0-9a-fA-F]))?")
_NOT_HEX = re.compile(rb"0x|[^0-9a-fA-F]")
_BACKWARDS = (reversed_text.ENCODING.name, "hex")
_PAIR = re.compile(rb"((?:[^0-9a-fA-F]|0x)*)([0-9a-fA-F]{2})")
_DIGITS = frozenset(b"0123456789abcdefABCDEF")
_LEAST_TURNED = 16
"""Bytes that read backwards as text are text, whatever they may look like forwards."""
_SURELY_BINARY = 130  # characters: longer than every digest


def hex_runs(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield what runs of hexadecimal digits say, faintly when it may be a digest rather than an encoding."""
    seen = look(data)
    if seen.cut:
        budget.cut(0, "runs")
    for start in seen.hex:
        run = found.group() if (found := _RUN.match(data, start)) else b""
        reading = (_kept(run) if len(run) <= _SURELY_BINARY else _reading(run)) if run else None
        if reading is not None:
            backwards, first, last, decoded, faint = reading
            elements = _BACKWARDS if backwards else ("hex",)
            yield Part(elements, decoded, start + first, start + last, faint=faint)
    if seen.separated_hex:
        for pairs in _SEPARATED.finditer(data):
            yield Part(("hex",), bytes.fromhex(_NOT_HEX.sub(b"", pairs.group()).decode()), *pairs.span())


class _Reading(NamedTuple):
    """One way to read a run: from its end, without its first digit, and perhaps only by chance."""

    backwards: bool
    start: int
    end: int
    decoded: bytes
    faint: bool = False


def _reading(run: bytes) -> _Reading | None:
    """Return what a run says; ``None`` for a number."""
    odd = len(run) % 2
    end = len(run) - odd
    decoded = bytes.fromhex(run[:end].decode())
    backwards = bytes.fromhex(run[::-1][:end].decode())
    if run.isdigit() and not plausible(decoded) and not plausible(backwards):
        return None
    if plausible(decoded):
        return _Reading(False, 0, end, decoded)
    if plausible(backwards) and (len(backwards) >= _LEAST_TURNED or not makes_sense(decoded)):
        return _Reading(True, 0, len(run), backwards)
    if len(run) > _SURELY_BINARY or makes_sense(decoded):
        return _Reading(False, 0, end, decoded)
    if odd and plausible(shifted := bytes.fromhex(run[1:].decode())):
        return _Reading(False, 1, len(run), shifted)
    return _Reading(False, 0, end, decoded, True)


_kept = lru_cache(maxsize=2048)(_reading)
"""Ids and fingerprints recur in all of an app's traffic."""


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


def _traces(data: bytes) -> tuple[tuple[bytes, int], ...]:
    lower = data.hex().encode()
    return (lower, 0), (lower.upper(), 0)


def _encoded(redo: Redo) -> bytes:
    """Write hexadecimal digits in the case of ``was``, with what stood before and between its pairs."""
    pairs = list(_PAIR.finditer(redo.was))
    letters = b"".join(pair[2] for pair in pairs)
    text = (
        redo.data.hex() if letters != letters.upper() or not letters.strip(b"0123456789") else redo.data.hex().upper()
    )
    before = [pair[1] for pair in pairs]
    joint = before[1] if len(before) > 1 else b""
    out = bytearray()
    for at in range(len(redo.data)):
        out += before[at] if at < len(before) else joint
        out += text[2 * at : 2 * at + 2].encode()
    return bytes(out) + redo.was[pairs[-1].end() if pairs else 0 :]


ENCODING = Encoding(
    encode=_encoded,
    name="hex",
    text=hex_runs,
    reach=Reach.FIELD,
    shaped=True,
    binary=hex_runs,
    isolated=True,
    lenses=(Lens(name="hex", look=around, of_data=_traces),),
    loose=True,
)
