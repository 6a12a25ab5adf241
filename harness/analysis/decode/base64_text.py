"""Base64: standard and URL alphabets, unpadded, wrapped in lines, inside other text, and JSON Web Tokens."""

import base64
import binascii
import re
from collections.abc import Iterator

from harness.analysis.decode.view import Budget, Part, has_magic, is_text, is_wide_text

LEAST = 16
"""Shortest run (characters) decoded on its own; shorter ones are found by the traces of values in them."""
_RUN = re.compile(rb"[A-Za-z0-9+/_-]{16,}+={0,2}")
_WRAPPED = re.compile(rb"[A-Za-z0-9+/_-]{32,}+(?:\r?\n[A-Za-z0-9+/_-]{4,}+)++={0,2}")
_TOKEN = re.compile(rb"eyJ[A-Za-z0-9_-]{5,}+\.[A-Za-z0-9_-]{4,}+(?:\.[A-Za-z0-9_-]*+)?")
_ALPHABET = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_")
_STANDARD = bytes.maketrans(b"-_", b"+/")
_HEX = re.compile(rb"[0-9a-f-]++|[0-9A-F-]++")
_WORDS = re.compile(rb"[A-Za-z]++(?:[/_-][A-Za-z]*+)*+")
_SURELY_BINARY = 64  # characters: a run this long that is no word is worth a look whatever it decodes to


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


def plausible(data: bytes) -> bool:
    """Whether decoded data makes sense by itself: text or a known packed format."""
    return len(data) >= 4 and (is_text(data) or has_magic(data) or is_wide_text(data))


def tokens(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield header and payload of JSON Web Tokens (RFC 7519)."""
    if b"eyJ" not in data:
        return
    for found in _TOKEN.finditer(data):
        at = found.start()
        for name, segment in zip(("header", "payload"), found.group().split(b"."), strict=False):
            decoded = decode(segment)
            if is_text(decoded):
                yield Part((f"jwt:{name}",), decoded, at, at + len(segment))
            at += len(segment) + 1


def base64_runs(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield what runs of base64 decode to; a run that makes no sense is tried from its other three alignments."""
    if len(data) < LEAST:
        return
    if b"\n" in data:
        for found in _WRAPPED.finditer(data):
            decoded = decode(found.group())
            if decoded:
                yield Part(("base64",), decoded, *found.span())
    for found in _RUN.finditer(data):
        run = found.group()
        if _HEX.fullmatch(run):
            continue
        decoded = decode(run)
        if plausible(decoded):
            yield Part(("base64",), decoded, *found.span())
            continue
        for skipped in (1, 2, 3):
            shifted = decode(run[skipped:])
            if len(shifted) >= 9 and plausible(shifted):
                yield Part(("base64",), shifted, found.start() + skipped, found.end())
                break
        else:
            backwards = decode(run[::-1])
            if len(backwards) >= 9 and plausible(backwards):
                yield Part(("reversed", "base64"), backwards, *found.span())
            elif decoded and not _WORDS.fullmatch(run) and (len(run) >= _SURELY_BINARY or _mixed(run)):
                yield Part(("base64",), decoded, *found.span())


def _mixed(run: bytes) -> bool:
    """Whether a run has digits, small and capital letters, as encoded binary data nearly always has."""
    return (
        any(0x30 <= byte <= 0x39 for byte in run)
        and any(0x41 <= byte <= 0x5A for byte in run)
        and any(0x61 <= byte <= 0x7A for byte in run)
    )


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
