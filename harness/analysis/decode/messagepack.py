"""MessagePack."""

from collections.abc import Iterator

import msgspec

from harness.analysis.decode.tree import read
from harness.analysis.decode.view import Budget, Part


def messagepack(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield a whole view that is one MessagePack map or array."""
    first = data[:1]
    if not (b"\x80" <= first <= b"\x9f" or b"\xdc" <= first <= b"\xdf"):
        return
    yield from read("msgpack", msgspec.msgpack.decode, data)
