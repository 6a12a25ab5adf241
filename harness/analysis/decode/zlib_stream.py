"""zlib (RFC 1950)."""

import zlib

from harness.analysis.decode.inflate import Unpacked, inflate
from harness.analysis.decode.view import Budget


def unpack(data: bytes, budget: Budget) -> Unpacked:
    """Unpack one stream."""
    return inflate(data, zlib.MAX_WBITS, budget)
