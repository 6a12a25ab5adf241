"""Bytes as a list of their numbers (``[123,34,-26]``), as JSON libraries write ``byte[]``."""

import re
from collections.abc import Iterator

from harness.analysis.decode.again import Redo
from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.sense import makes_sense
from harness.analysis.decode.view import Budget, Part, Reach

_LEAST = 8
_LIST = re.compile(rb"\[\s*+-?\d{1,3}(?:\s*+,\s*+-?\d{1,3}){%d,}+\s*+\]" % (_LEAST - 1))
_MOST = 200
_DIFFERENT = 32
"""Different numbers of a long list that are bytes, whatever they say; lists of measures have fewer, or larger ones."""


def byte_lists(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield the lists whose numbers are all bytes: faintly where they neither make sense nor are many."""
    for number, found in enumerate(_LIST.finditer(data)):
        if number >= _MOST:
            return
        numbers = [int(each) for each in found.group()[1:-1].split(b",")]
        if min(numbers) >= -128 and max(numbers) <= 255:
            said = bytes(each & 0xFF for each in numbers)
            sure = makes_sense(said) or len(set(said)) >= _DIFFERENT
            yield Part((ENCODING.name,), said, *found.span(), faint=not sure)


def _encoded(redo: Redo) -> bytes:
    signed = b"-" in redo.was
    return b"[%s]" % b",".join(b"%d" % (byte - 256 if signed and byte > 127 else byte) for byte in redo.data)


ENCODING = Encoding(name="byte-list", text=byte_lists, needs=b"[", reach=Reach.STRING, encode=_encoded)
