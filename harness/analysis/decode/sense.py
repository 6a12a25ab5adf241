"""Whether decoded data makes sense by itself, so that what led to it was an encoding and not a look-alike."""

import re

from harness.analysis.decode.known import KNOWN, has_magic
from harness.analysis.decode.view import Budget, is_text, is_wide_text

_LEAST = 6
_MAX_TRIED = 64 << 10


def plausible(data: bytes) -> bool:
    """Whether it is text or begins as a packed format does."""
    return len(data) >= 4 and (is_text(data) or has_magic(data) or is_wide_text(data))


def says_nothing(data: bytes) -> bool:
    """Whether text is none that anybody reads: one word of many different signs, as ciphers of text leave it."""
    if len(data) < _LEAST_WORD or not data.isascii() or _SPACE.search(data):
        return False
    marks = len(data.translate(None, _ALPHANUMERIC))
    return marks * _SHARE >= len(data) and len(set(data)) >= _DIFFERENT


_LEAST_WORD = 64
_SHARE = 7
"""One in so many signs is neither letter nor digit."""
_DIFFERENT = 36
_SPACE = re.compile(rb"\s")
_ALPHANUMERIC = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def formatted(data: bytes) -> bool:
    """Whether it is of a binary format that is known by its fields, from its beginning to its end."""
    return any(structure.matches(data) for structure in KNOWN.binary_structures) or any(
        glance(data) for glance in KNOWN.formats
    )


def makes_sense(data: bytes) -> bool:
    """Whether it is plausible, at a glance some format without a beginning, or one whole stream without a header."""
    if plausible(data):
        return True
    if len(data) < _LEAST:
        return False
    for glance in KNOWN.glances:
        if glance(data):
            return True
    return len(data) <= _MAX_TRIED and any(True for decoder in KNOWN.undeclared for _ in decoder(data, Budget()))
