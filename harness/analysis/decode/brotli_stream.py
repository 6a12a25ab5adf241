"""Brotli (RFC 7932), which has no beginning to know it by."""

from collections.abc import Iterator

import brotli  # type: ignore[import-untyped,unused-ignore]

from harness.analysis.decode.again import Redo
from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.inflate import Unpacked
from harness.analysis.decode.known import has_magic
from harness.analysis.decode.view import Budget, Part

# Older libraries have no bound on their output, so they get little input at a time: 16 bytes hold few of the blocks
# that unpack to at most 16 MB each (RFC 7932, 9.2).
_SIP = 16
_LEAST = 8
_QUALITY = 5
"""As servers choose it for what is packed while it is sent; 11 takes fifty times as long."""


def unpack(data: bytes, budget: Budget) -> Unpacked:
    """Unpack as far as it is whole and fits."""
    room = budget.room(len(data))
    machine = brotli.Decompressor()
    out = bytearray()
    try:
        for at in range(0, len(data), _SIP):
            out += machine.process(data[at : at + _SIP])
            if len(out) >= room:
                budget.cut(len(data) - at)
                return Unpacked(bytes(out[:room]))
    except brotli.error:
        return Unpacked(bytes(out))
    return Unpacked(bytes(out), machine.is_finished())


def undeclared(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield what a view unpacks to when it is exactly one stream."""
    if len(data) < _LEAST or has_magic(data):
        return
    found = unpack(data, budget)
    if found.complete and len(found.data) >= _LEAST:
        yield Part(("brotli",), found.data, 0, len(data))


def _encoded(redo: Redo) -> bytes:
    return bytes(brotli.compress(redo.data, quality=_QUALITY))


ENCODING = Encoding(name="brotli", codings=("br",), declared=unpack, undeclared=undeclared, encode=_encoded)
