"""Raw DEFLATE (RFC 1951), which has no beginning to know it by."""

import zlib
from collections.abc import Iterator

from harness.analysis.decode import zlib_stream
from harness.analysis.decode.again import Redo
from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.inflate import Unpacked, inflate
from harness.analysis.decode.known import has_magic
from harness.analysis.decode.view import Budget, Part, is_text
from harness.analysis.decode.zlib_stream import MAGICS

_LEAST = 8
_FLUSHED = b"\x00\x00\xff\xff"
"""An empty stored block, behind which a stream may go on (RFC 1951, 3.2.4)."""


def unpack(data: bytes, budget: Budget) -> Unpacked:
    """Unpack what was declared as ``deflate``: zlib by the standard (RFC 9110, 8.4.1.2), raw by some senders."""
    return inflate(data, zlib.MAX_WBITS if len(data) > _LEAST and data.startswith(MAGICS) else -zlib.MAX_WBITS, budget)


def undeclared(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield what a view unpacks to when it is exactly one raw stream, or what was flushed of one (Z_SYNC_FLUSH)."""
    # Block type 3 does not exist (RFC 1951, 3.2.3).
    if len(data) < _LEAST or data[0] & 6 == 6 or has_magic(data):
        return
    found = inflate(data, -zlib.MAX_WBITS, budget, salvage=False)
    whole = found.complete or (data.endswith(_FLUSHED) and is_text(found.data))
    if whole and not found.rest and len(found.data) >= _LEAST:
        yield Part(("deflate",), found.data, 0, len(data))


def _encoded(redo: Redo) -> bytes:
    if len(redo.was) > _LEAST and redo.was.startswith(MAGICS):
        return zlib_stream.encoded(redo)
    machine = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return machine.compress(redo.data) + machine.flush()


ENCODING = Encoding(name="deflate", codings=("deflate",), declared=unpack, undeclared=undeclared, encode=_encoded)
