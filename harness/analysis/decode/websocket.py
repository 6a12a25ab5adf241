"""WebSocket frames (RFC 6455) in raw bytes: masked by a key of their own, or compressed (RFC 7692).

A proxy hands over whole messages; frames are seen where a connection was recorded as TCP, or nested in a tunnel.
"""

import zlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from harness.analysis.decode import deflate
from harness.analysis.decode.again import Edit
from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.view import Budget, Part

_COMPRESSED = ("websocket", deflate.ENCODING.name)
_CONTINUATION, _TEXT, _BINARY = 0, 1, 2
_OPCODES = frozenset({_CONTINUATION, _TEXT, _BINARY, 8, 9, 10})
_MOST_FRAMES = 2000
_TAIL = b"\x00\x00\xff\xff"
"""What a compressed message leaves out at its end (RFC 7692, 7.2.1)."""


class _Frame(NamedTuple):
    opcode: int
    final: bool
    compressed: bool
    key: bytes
    start: int
    end: int


def frames(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield the messages of a view that is nothing but frames. Plain frames show what they hold by themselves."""
    found = _frames(data)
    if not any(frame.key or frame.compressed for frame in found):
        return
    machine = zlib.decompressobj(-zlib.MAX_WBITS)
    message, compressed, start = b"", False, 0
    for frame in found:
        if frame.opcode > _BINARY:
            continue
        if frame.opcode != _CONTINUATION:
            message, compressed, start = b"", frame.compressed, frame.start
        payload = data[frame.start : frame.end]
        message += _unmasked(payload, frame.key) if frame.key else payload
        if not frame.final:
            continue
        if compressed:
            room = budget.room(len(message))
            try:
                message = machine.decompress(message + _TAIL, room) if room else b""
            except zlib.error:
                return
            if machine.unconsumed_tail:
                budget.cut(frame.end - start)
                return
        if message:
            yield Part(_COMPRESSED if compressed else ("websocket",), message, start, frame.end)
        message = b""


def _frames(data: bytes) -> list[_Frame]:
    """Return the frames when the whole view is frames, else nothing."""
    found: list[_Frame] = []
    at = 0
    while at + 2 <= len(data) and len(found) < _MOST_FRAMES:
        first, second = data[at], data[at + 1]
        # Two reserved bits have no meaning; a control frame is neither cut nor longer than 125 bytes (5.5).
        if first & 0x30 or first & 15 not in _OPCODES or (first & 8 and (not first & 0x80 or second & 0x7F > 125)):
            return []
        size, at = second & 0x7F, at + 2
        if size >= 126:
            width = 2 if size == 126 else 8
            size, at = int.from_bytes(data[at : at + width], "big"), at + width
        key = data[at : at + 4] if second & 0x80 else b""
        at += len(key)
        if at + size > len(data):
            return []
        found.append(_Frame(first & 15, bool(first & 0x80), bool(first & 0x40), key, at, at + size))
        at += size
    return found if at == len(data) else []


def _unmasked(payload: bytes, key: bytes) -> bytes:
    size = len(payload)
    mask = (key * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(mask, "big")).to_bytes(size, "big")


def _glance(data: bytes) -> bool:
    """Whether it is one short masked frame."""
    return data[0] & 0x8F in (0x81, 0x82) and bool(data[1] & 0x80) and len(data) == 6 + (data[1] & 0x7F)


def _fit(data: bytes, edits: Sequence[Edit]) -> bytes | None:
    """Put other messages into frames, each in one, under the key of its first; compressed ones are left to nobody.

    A compressed message may be understood only with those before it.
    """
    found = _frames(data)
    out, free = bytearray(), 0
    for edit in edits:
        own = [frame for frame in found if edit.start <= frame.start and frame.end <= edit.end]
        if not own or own[0].compressed or any(frame.opcode > _BINARY for frame in own):
            return None
        head = _head_of(found, own[0])
        out += data[free:head] + _framed(own[0], edit.data)
        free = own[-1].end
    return bytes(out + data[free:])


def _head_of(found: list[_Frame], frame: _Frame) -> int:
    at = found.index(frame)
    return found[at - 1].end if at else 0


def _framed(like: _Frame, message: bytes) -> bytes:
    size, masked = len(message), 0x80 if like.key else 0
    if size < 126:
        length = bytes([masked | size])
    elif size < 1 << 16:
        length = bytes([masked | 126]) + size.to_bytes(2, "big")
    else:
        length = bytes([masked | 127]) + size.to_bytes(8, "big")
    return bytes([0x80 | like.opcode]) + length + like.key + (_unmasked(message, like.key) if like.key else message)


ENCODING = Encoding(name="websocket", glance=_glance, binary=frames, fit=_fit)
