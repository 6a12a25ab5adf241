"""uuencode (POSIX.1-2017, ``uuencode``, historical algorithm)."""

import binascii
import re
from collections.abc import Iterator

from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.view import Budget, Part, Reach

_FILE = re.compile(rb"begin [0-7]{3} [^\r\n]{0,200}\r?\n((?:[ -`]{1,90}\r?\n)+)")


def uuencoded(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield the files between ``begin`` and ``end``."""
    for found in _FILE.finditer(data):
        out = bytearray()
        for line in found[1].splitlines():
            try:
                out += binascii.a2b_uu(line)
            except binascii.Error:
                break
        if out:
            yield Part((ENCODING.name,), bytes(out), *found.span(1))


ENCODING = Encoding(name="uuencode", text=uuencoded, needs=b"begin ", reach=Reach.ALONE)
