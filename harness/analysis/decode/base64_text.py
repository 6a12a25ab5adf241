"""Base64: standard and URL alphabets, unpadded, wrapped in lines, and inside other text."""

import base64
import binascii
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from harness.analysis.decode.sense import makes_sense, plausible
from harness.analysis.decode.shapes import MOST_RUNS, look
from harness.analysis.decode.view import Budget, Part

LEAST = 14
"""Shortest run (characters) decoded on its own; shorter ones are found by the traces of values in them."""
_RUN = re.compile(rb"[A-Za-z0-9+/_-]{14,}+={0,2}")
_SPACED = re.compile(rb"[A-Za-z0-9/ ]{12,}+={0,2}(?=\f|\Z)")
_WRAPPED = re.compile(rb"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{32,}+(?:\r?\n[A-Za-z0-9+/_-]{4,}+)++={0,2}")
_ALPHABET = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_")
_STANDARD = bytes.maketrans(b"-_", b"+/")
_HEX = re.compile(rb"[0-9a-f-]++|[0-9A-F-]++")
_WORDS = re.compile(rb"[A-Za-z]++(?:[/_-][A-Za-z]*+)*+")
_SHORT = 16
_LONGEST_KEPT = 128
_LEAST_SHIFTED = 9
_SURELY_BINARY = 64  # characters: a run this long is worth a view of its own whatever it decodes to


def decode(run: bytes) -> bytes:
    """Decode a run of either alphabet; a last group that is not whole gives the bytes it holds."""
    text = run.translate(_STANDARD, b"\r\n=")
    left = len(text) % 4
    if left == 1:
        text = text[:-1]
    elif left:
        text += b"=" * (4 - left)
    try:
        return base64.b64decode(text)
    except binascii.Error:
        return b""


def base64_runs(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield what runs of base64 decode to, from other alignments and backwards where that makes more sense."""
    seen = look(data)
    if seen.wrapped:
        for lines in _WRAPPED.finditer(data):
            if _is_wrapped(lines.group()) and (decoded := decode(lines.group())):
                yield Part(("base64",), decoded, *lines.span())
    for start in seen.spaced:
        # A form's decoder took the plus signs of a sloppy sender for spaces.
        spaced = _SPACED.match(data, start)
        run = spaced.group() if spaced else b""
        if b" " in run and len(run) % 4 == 0 and _mixed(run) and any(0x30 <= byte <= 0x39 for byte in run):
            decoded = decode(run.replace(b" ", b"+"))
            if makes_sense(decoded) or len(run) >= _SURELY_BINARY:
                yield Part(("base64",), decoded, start, start + len(run))
    if len(seen.base64) >= MOST_RUNS:
        budget.cut(0, "runs")
    for start in seen.base64:
        run = found.group() if (found := _RUN.match(data, start)) else b""
        turned = data[start - 1 : start] == b"="
        readings = _kept(run, turned) if len(run) <= _LONGEST_KEPT else _readings(run, turned)
        for number, (backwards, skipped, decoded, faint) in enumerate(readings):
            elements = ("reversed", "base64") if backwards else ("base64",)
            yield Part(elements, decoded, start + skipped, start + len(run), faint=faint, again=number > 0)


def _is_wrapped(text: bytes) -> bool:
    """Whether lines are as long as the first, but for the last, and hold more than hexadecimal digits."""
    first, *more = text.rstrip(b"=").split()
    return not _HEX.fullmatch(first) and len(more[-1]) <= len(first) and all(len(m) == len(first) for m in more[:-1])


def _mixed(run: bytes) -> bool:
    """Whether a short run has digits or padding besides capital and small letters, as words seldom have."""
    return (run[-1:] == b"=" or not run.isalpha()) and not (run.islower() or run.isupper())


class _Reading(NamedTuple):
    """One way to read a run: from its end, without its first characters, and perhaps only by chance."""

    backwards: bool
    skipped: int
    decoded: bytes
    faint: bool = False


def _readings(run: bytes, turned: bool) -> tuple[_Reading, ...]:
    """Return what a run may say; ``turned`` says that padding may stand before it rather than behind it."""
    if _HEX.fullmatch(run) or (len(run) < _SHORT and not _mixed(run)):
        return ()
    decoded = decode(run)
    if plausible(decoded):
        return (_Reading(False, 0, decoded),)
    shifted = [decode(run[skipped:]) for skipped in (1, 2, 3)]
    backwards = decode(run[::-1])
    # Short data makes text at another alignment by chance: the readings do not exclude each other.
    likely = [_Reading(False, skipped, other) for skipped, other in enumerate(shifted, 1) if _is_likely(other)]
    if _is_likely(backwards):
        likely.append(_Reading(True, 0, backwards))
    words = len(run) < _SURELY_BINARY and _WORDS.fullmatch(run) is not None
    if not words and decoded and makes_sense(decoded):
        likely.append(_Reading(False, 0, decoded))
    elif not words and decoded and not likely and makes_sense(backwards):
        likely.append(_Reading(True, 0, backwards))
    if likely or words or not decoded:
        return tuple(likely)
    also = (_Reading(True, 0, backwards, True),) if turned else ()
    if len(run) >= _SURELY_BINARY:
        return (_Reading(False, 0, decoded), *also)
    return (*(_Reading(False, skipped, other, True) for skipped, other in enumerate((decoded, *shifted))), *also)


def _is_likely(other: bytes) -> bool:
    return len(other) >= _LEAST_SHIFTED and plausible(other)


_kept = lru_cache(maxsize=4096)(_readings)
"""Names and ids recur in all of an app's traffic."""


def around(data: bytes, start: int, end: int, shift: int) -> Part | None:
    """Decode the run that holds a trace; ``shift`` is the trace's place in its group of four characters."""
    group = start - shift
    first, last = start, end
    while first > 0 and data[first - 1] in _ALPHABET:
        first -= 1
    while last < len(data) and data[last] in _ALPHABET:
        last += 1
    first = group - (group - first) // 4 * 4
    decoded = decode(data[first:last])
    return Part(("base64",), decoded, first, last) if decoded else None
