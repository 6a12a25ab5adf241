"""MessagePack."""

from collections.abc import Iterator

import msgspec

from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.tree import read, rebuilt
from harness.analysis.decode.view import Budget, Part, is_text


def messagepack(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield a whole view that is one MessagePack map or array."""
    first = data[:1]
    if not (b"\x80" <= first <= b"\x9f" or b"\xdc" <= first <= b"\xdf"):
        return
    yield from read("msgpack", msgspec.msgpack.decode, data)


def _glance(data: bytes) -> bool:
    """Whether it is a small map or array with a short text early on."""
    return 0x81 <= data[0] <= 0x9F and 0xA1 <= data[1] <= 0xBF and is_text(data[2 : 2 + (data[1] & 31)])


ENCODING = Encoding(
    name="msgpack",
    glance=_glance,
    binary=messagepack,
    rebuild=rebuilt(msgspec.msgpack.decode, msgspec.msgpack.encode),
)
