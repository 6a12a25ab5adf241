"""zlib (RFC 1950)."""

import zlib

from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.inflate import Unpacked, inflate
from harness.analysis.decode.view import Budget

MAGICS = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
"""Headers of a 32 KB window, as all common writers make it."""
_COMMON = (b"\x78\x9c", b"\x78\xda", b"\x78\x01")


def unpack(data: bytes, budget: Budget) -> Unpacked:
    """Unpack one stream."""
    return inflate(data, zlib.MAX_WBITS, budget)


ENCODING = Encoding(name="zlib", magics=MAGICS, disguised=_COMMON, unpack=unpack, packed=True)
