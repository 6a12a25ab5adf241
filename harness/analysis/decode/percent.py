"""Percent encoding, with plus signs for spaces."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote_to_bytes

from harness.analysis.decode.view import Budget, Decoder, Part, Structure

_ESCAPE = re.compile(rb"%[0-9A-Fa-f]{2}")
_REGION = re.compile(rb"[^\s\"'<>]++")


def unquote(field: bytes) -> bytes:
    """Undo percent encoding and plus signs."""
    return unquote_to_bytes(field.replace(b"+", b" "))


def escaped(field: bytes) -> bool:
    """Whether a field holds percent escapes or plus signs."""
    return b"+" in field or (b"%" in field and _ESCAPE.search(field) is not None)


def percent_runs(whole: Sequence[Structure]) -> Decoder:
    """Return the decoder of stretches of text that hold percent escapes.

    A stretch that is one of the structures ``whole`` is left to that structure's own rules.
    """

    def percent(data: bytes, budget: Budget) -> Iterator[Part]:
        if b"%" not in data or not _ESCAPE.search(data):
            return
        for found in _REGION.finditer(data):
            region = found.group()
            if b"%" not in region or not _ESCAPE.search(region):
                continue
            if region != data and any(structure.matches(region) for structure in whole):
                yield Part((), region, *found.span())
            else:
                yield Part(("percent",), unquote_to_bytes(region), *found.span())

    return percent
