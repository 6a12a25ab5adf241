"""gRPC's framing of messages."""

from collections.abc import Iterator, Sequence

from harness.analysis.decode.again import Edit, splice, within
from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.protobuf import PROTOBUF
from harness.analysis.decode.view import Budget, Part

_EMPTY = bytes(10)
"""Zeros, of which every five read as an empty message."""


def grpc(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield the messages of a body in gRPC's framing: a flag, four bytes of length, the message."""
    if data.startswith(_EMPTY):
        return
    at, parts = 0, []
    while at + 5 <= len(data):
        size = int.from_bytes(data[at + 1 : at + 5], "big")
        # Trailers of gRPC-Web come in a frame with the highest bit set.
        if data[at] not in (0, 1, 0x80) or at + 5 + size > len(data):
            return
        if size:
            message = data[at + 5 : at + 5 + size]
            structure = PROTOBUF if data[at] == 0 and PROTOBUF.reads(message) else None
            parts.append(Part(("grpc",), message, at + 5, at + 5 + size, structure))
        at += 5 + size
    if at == len(data):
        yield from parts


def _glance(data: bytes) -> bool:
    return len(data) > 6 and data[0] in (0, 1) and int.from_bytes(data[1:5], "big") == len(data) - 5


def _fit(data: bytes, edits: Sequence[Edit]) -> bytes:
    """Put other messages into their frames."""
    at, out = 0, bytearray()
    while at < len(data):
        end = at + 5 + int.from_bytes(data[at + 1 : at + 5], "big")
        message = splice(data[at + 5 : end], within(edits, at + 5, end))
        out += data[at : at + 1] + len(message).to_bytes(4, "big") + message
        at = end
    return bytes(out)


ENCODING = Encoding(name="grpc", glance=_glance, binary=grpc, fit=_fit)
