"""zlib (RFC 1950)."""

import zlib

from harness.analysis.decode.again import Redo
from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.inflate import Unpacked, inflate
from harness.analysis.decode.view import Budget

MAGICS = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
"""Headers of a 32 KB window, as all common writers make it."""
_COMMON = (b"\x78\x9c", b"\x78\xda", b"\x78\x01")


def unpack(data: bytes, budget: Budget) -> Unpacked:
    """Unpack one stream."""
    return inflate(data, zlib.MAX_WBITS, budget)


_LEVELS = (1, 3, zlib.Z_DEFAULT_COMPRESSION, 9)


def encoded(redo: Redo) -> bytes:
    """Pack at the level that the header of ``was`` tells (RFC 1950, 2.2: FLEVEL)."""
    return zlib.compress(redo.data, _LEVELS[redo.was[1] >> 6])


ENCODING = Encoding(name="zlib", magics=MAGICS, disguised=_COMMON, unpack=unpack, packed=True, encode=encoded)
