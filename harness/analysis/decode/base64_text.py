"""Base64: standard and URL alphabets, unpadded, wrapped in lines, and inside other text."""

import base64
import binascii
import re
from collections.abc import Iterator

from harness.analysis.decode.sense import makes_sense, plausible
from harness.analysis.decode.view import Budget, Part

LEAST = 12
"""Shortest run (characters) decoded on its own; shorter ones are found by the traces of values in them."""
_RUN = re.compile(rb"[A-Za-z0-9+/_-]{12,}+={0,2}")
_SPACED = re.compile(rb"(?:(?<=\f)|\A)[A-Za-z0-9/ ]{12,}+={0,2}(?=\f|\Z)")
_WRAPPED = re.compile(rb"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{32,}+(?:\r?\n[A-Za-z0-9+/_-]{4,}+)++={0,2}")
_ALPHABET = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_")
_STANDARD = bytes.maketrans(b"-_", b"+/")
_HEX = re.compile(rb"[0-9a-f-]++|[0-9A-F-]++")
_WORDS = re.compile(rb"[A-Za-z]++(?:[/_-][A-Za-z]*+)*+")
_SHORT = 16
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
    if len(data) < LEAST:
        return
    if b"\n" in data:
        for found in _WRAPPED.finditer(data):
            decoded = decode(found.group())
            if decoded:
                yield Part(("base64",), decoded, *found.span())
    if b" " in data:
        # A form's decoder took the plus signs of a sloppy sender for spaces.
        for found in _SPACED.finditer(data):
            run = found.group()
            if len(run) % 4 == 0 and _mixed(run) and any(0x30 <= byte <= 0x39 for byte in run):
                decoded = decode(run.replace(b" ", b"+"))
                if makes_sense(decoded) or len(run) >= _SURELY_BINARY:
                    yield Part(("base64",), decoded, *found.span())
    for found in _RUN.finditer(data):
        run = found.group()
        if not _HEX.fullmatch(run) and (len(run) >= _SHORT or _mixed(run)):
            yield from _run(data, run, found.start(), found.end())


def _mixed(run: bytes) -> bool:
    """Whether a short run has digits or padding besides capital and small letters, as words seldom have."""
    return (run[-1:] == b"=" or not run.isalpha()) and not (run.islower() or run.isupper())


def _run(data: bytes, run: bytes, start: int, end: int) -> Iterator[Part]:
    decoded = decode(run)
    if plausible(decoded):
        yield Part(("base64",), decoded, start, end)
        return
    words = len(run) < _SURELY_BINARY and _WORDS.fullmatch(run) is not None
    shifted = [decode(run[skipped:]) for skipped in (1, 2, 3)]
    for skipped, other in enumerate(shifted, 1):
        if len(other) >= 9 and plausible(other):
            yield Part(("base64",), other, start + skipped, end)
            return
    backwards = decode(run[::-1])
    if len(backwards) >= 9 and plausible(backwards):
        yield Part(("reversed", "base64"), backwards, start, end)
    elif words or not decoded:
        return
    elif makes_sense(decoded):
        yield Part(("base64",), decoded, start, end)
    elif data[start - 1 : start] == b"=" or makes_sense(backwards):
        yield Part(("reversed", "base64"), backwards, start, end)
    elif len(run) >= _SURELY_BINARY:
        yield Part(("base64",), decoded, start, end)
    else:
        yield Part(("base64",), decoded, start, end, faint=True)
        for skipped, other in enumerate(shifted, 1):
            yield Part(("base64",), other, start + skipped, end, faint=True)


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
