"""Hexadecimal text, with and without separators."""

import re
from collections.abc import Iterator

from harness.analysis.decode.base64_text import plausible
from harness.analysis.decode.view import Budget, Part

_RUN = re.compile(rb"[0-9a-f]{16,}+|[0-9A-F]{16,}+")
_SEPARATED = re.compile(rb"(?:(?:0x)?[0-9a-fA-F]{2}[ :,-]\s?){7,}(?:0x)?[0-9a-fA-F]{2}(?![0-9a-fA-F])")
_NOT_HEX = re.compile(rb"0x|[^0-9a-fA-F]")
_DIGITS = frozenset(b"0123456789abcdefABCDEF")
_SURELY_BINARY = 130  # characters: longer than every digest


def hex_runs(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield what runs of hexadecimal digits say; shorter runs than a digest's only when it makes sense."""
    if len(data) < 16:
        return
    for found in _RUN.finditer(data):
        run = found.group()
        for skipped in (0, 1):
            even = run[skipped : skipped + (len(run) - skipped) // 2 * 2]
            decoded = bytes.fromhex(even.decode())
            if plausible(decoded) or (not skipped and len(run) > _SURELY_BINARY):
                yield Part(("hex",), decoded, found.start() + skipped, found.start() + skipped + len(even))
                break
        else:
            backwards = bytes.fromhex(run[::-1][: len(run) // 2 * 2].decode())
            if plausible(backwards):
                yield Part(("reversed", "hex"), backwards, *found.span())
    for found in _SEPARATED.finditer(data):
        decoded = bytes.fromhex(_NOT_HEX.sub(b"", found.group()).decode())
        if plausible(decoded):
            yield Part(("hex",), decoded, *found.span())


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
