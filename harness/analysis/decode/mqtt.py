"""MQTT's packets (OASIS MQTT 3.1.1 and 5.0, chapter 2): what a client says of itself, and what it publishes."""

from collections.abc import Iterator, Sequence

from harness.analysis.decode.again import Edit, splice, within
from harness.analysis.decode.encoding import Encoding
from harness.analysis.decode.view import Budget, Part
from harness.wire.varint import read_varint, varint

_CONNECT, _PUBLISH = 1, 3
_NAMES = (b"MQTT", b"MQIsdp")
_FIVE = 5
_MOST = 4000
_LONGEST = 4
"""Bytes of a length (2.1.4)."""


def mqtt(data: bytes, budget: Budget) -> Iterator[Part]:
    """Yield payloads and the texts of CONNECT, of a client's stream from its beginning or of one PUBLISH.

    The last packet may be cut: a stream is recorded as far as it went.
    """
    if data[:1] != b"\x10" and not (data[:1] and data[0] >> 4 == _PUBLISH):
        return
    at, level = 0, 0
    for _ in range(_MOST):
        size, start = read_varint(data, at + 1, len(data), _LONGEST)
        if size < 0:
            return
        end = min(start + size, len(data))
        kind, flags = data[at] >> 4, data[at] & 15
        try:
            if kind == _CONNECT:
                level, texts = _connect(data[:end], start)
            elif kind == _PUBLISH:
                if not level and (end < start + size or end < len(data)):
                    return  # without CONNECT before it, only one that is the whole
                texts = [_publish(data[:end], start, flags, level)]
            elif not level or kind not in range(4, 16):
                return
            else:
                texts = []
        except (IndexError, UnicodeDecodeError, ValueError):
            return
        yield from (Part(("mqtt",), data[low:high], low, high) for low, high in texts if high > low)
        at = end
        if at >= len(data):
            return


def _field(data: bytes, at: int) -> tuple[int, int]:
    end = at + 2 + int.from_bytes(data[at : at + 2], "big")
    if end > len(data):
        raise ValueError("cut")
    return at + 2, end


def _properties(data: bytes, at: int) -> int:
    size, at = read_varint(data, at, len(data), _LONGEST)
    if size < 0:
        raise ValueError("cut")
    return at + size


def _connect(data: bytes, at: int) -> tuple[int, list[tuple[int, int]]]:
    low, high = _field(data, at)
    if data[low:high] not in _NAMES:
        raise ValueError("another protocol")
    level, flags, at = data[high], data[high + 1], high + 4
    texts: list[tuple[int, int]] = []
    if level == _FIVE:
        begin, at = at, _properties(data, at)
        texts.append((begin, min(at, len(data))))
    will = [flags & 4, flags & 4]
    for number, wanted in enumerate([1, *will, flags & 0x80, flags & 0x40]):
        if not wanted:
            continue
        if number == 1 and level == _FIVE:
            at = _properties(data, at)
        low, at = _field(data, at)
        texts.append((low, at))
    return level, texts


def _publish(data: bytes, at: int, flags: int, level: int) -> tuple[int, int]:
    low, at = _field(data, at)
    topic = data[low:at].decode()
    if (not topic and level != _FIVE) or not topic.isprintable() or "#" in topic or "+" in topic:
        raise ValueError("no topic")
    if flags & 6:
        at += 2
    if level == _FIVE:
        at = _properties(data, at)
    elif not level and data[at : at + 1] == b"\0":
        at += 1  # version 5 without properties: a payload of version 3 hardly begins so
    return at, len(data)


def _fit(data: bytes, edits: Sequence[Edit]) -> bytes | None:
    """Put other payloads into their packets; a text of CONNECT has its own length before it."""
    at, out = 0, bytearray()
    while at < len(data):
        size, start = read_varint(data, at + 1, len(data), _LONGEST)
        if size < 0:
            return None
        end = min(start + size, len(data))
        own = within(edits, start, end)
        if data[at] >> 4 == _CONNECT:
            own = [_with_length(data[start:end], edit) for edit in own]
        body = splice(data[start:end], own)
        out += data[at : at + 1] + varint(size + sum(edit.grows for edit in own)) + body
        at = end
    return bytes(out)


def _with_length(body: bytes, edit: Edit) -> Edit:
    """Widen an edit that is a whole text of CONNECT to the two bytes of its length."""
    if not edit.grows or int.from_bytes(body[edit.start - 2 : edit.start], "big") != edit.end - edit.start:
        return edit
    return edit._replace(start=edit.start - 2, data=len(edit.data).to_bytes(2, "big") + edit.data)


ENCODING = Encoding(name="mqtt", binary=mqtt, fit=_fit)
