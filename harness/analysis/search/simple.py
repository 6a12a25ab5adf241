"""Texts that can be searched together: an encoding in them would be found by its shape alone, wherever it stood."""

import re

from harness.analysis.decode.known import KNOWN
from harness.analysis.decode.sense import says_nothing
from harness.analysis.decode.view import Part, Texts, is_text

_QUOTED = re.compile(rb"=[0-9A-F]{2}=[0-9A-F]{2}")
_MOST_SIMPLE = 4096


def is_simple(part: Part) -> bool:
    """Whether a part is a text in which an encoding would be found by its shape alone, wherever it stood.

    Escapes of any kind, forwards or backwards, are undone by rules for whole texts.
    """
    data = part.data
    if part.elements or part.structure is not None or len(data) > _MOST_SIMPLE:
        return False
    if b"\n" in data or data[:1] in b"}]":
        return False
    for sign in KNOWN.apart:
        if sign in data:
            return False
    if b"=" in data and (b"+" in data or _QUOTED.search(data)):
        return False
    return (part.text or is_text(data)) and not says_nothing(data)


def are_simple(texts: Texts) -> bool:
    """Whether all of many texts are simple, told by one look at them together."""
    joined = b"\f".join(texts.data)
    if b"\n" in joined or any(sign in joined for sign in KNOWN.apart):
        return False
    if joined[:1] in b"}]" or b"\f}" in joined or b"\f]" in joined:
        return False
    if b"=" in joined and (b"+" in joined or _QUOTED.search(joined)):
        return False
    return len(joined) <= _MOST_SIMPLE or max(map(len, texts.data)) <= _MOST_SIMPLE
