"""The server's part of MQTT, as far as a client needs it to go on: every message is taken, none is ever sent.

Sources: OASIS MQTT 3.1.1 and 5.0, chapters 2 and 3. A client says nothing but CONNECT until it has CONNACK, and one
that wants its messages acknowledged (QoS 1 and 2) waits for that.
"""

from collections.abc import Iterator

from harness.wire.varint import read_varint, varint

CONNECT, PUBLISH, PUBREL, SUBSCRIBE, UNSUBSCRIBE, PINGREQ = 1, 3, 6, 8, 10, 12
LONGEST = 1024 * 1024
"""Bytes of one packet; a client with a longer one is not answered any more."""
_NAMES = (b"MQTT", b"MQIsdp")
_FIVE = 5
_LONGEST_SIZE = 4
"""Bytes of a length (2.1.4)."""


def begins(data: bytes) -> bool:
    """Whether these bytes, the first of a connection, are the beginning of CONNECT."""
    at = 1
    while at < len(data) and data[at] & 0x80 and at < 4:
        at += 1
    return data[:1] == b"\x10" and any(data[at + 1 :].startswith(len(n).to_bytes(2, "big") + n) for n in _NAMES)


class Broker:
    """One client's session. ``lost`` when it said what is not understood: nothing is answered from then on."""

    def __init__(self) -> None:
        """Nothing has come yet."""
        self.lost = False
        self._held = b""
        self._level = 0

    def hear(self, data: bytes) -> bytes:
        """Return what is to be answered to the next bytes of the client."""
        if self.lost:
            return b""
        self._held += data
        try:
            return b"".join(self._answer(*packet) for packet in self._packets())
        except (IndexError, ValueError):
            self.lost, self._held = True, b""
            return b""

    def _packets(self) -> Iterator[tuple[int, int, bytes]]:
        while (head := _size(self._held, 1)) is not None:
            size, at = head
            if size > LONGEST:
                raise ValueError("a long packet")
            if len(self._held) < at + size:
                return
            first, body = self._held[0], self._held[at : at + size]
            self._held = self._held[at + size :]
            yield first >> 4, first & 15, body

    def _answer(self, kind: int, flags: int, body: bytes) -> bytes:
        if kind == CONNECT:
            _, at = _text(body, 0)
            self._level = body[at]
            return b"\x20\x03\x00\x00\x00" if self._level == _FIVE else b"\x20\x02\x00\x00"
        if not self._level:
            raise ValueError("no CONNECT")
        if kind == PUBLISH:
            wanted = flags >> 1 & 3
            _, at = _text(body, 0)
            number = body[at : at + 2]
            return {1: b"\x40\x02" + number, 2: b"\x50\x02" + number}.get(wanted, b"")
        if kind == PUBREL:
            return b"\x70\x02" + body[:2]
        if kind in (SUBSCRIBE, UNSUBSCRIBE):
            return self._subscribed(kind, body)
        return b"\xd0\x00" if kind == PINGREQ else b""

    def _subscribed(self, kind: int, body: bytes) -> bytes:
        number, at, topics = body[:2], 2, 0
        if self._level == _FIVE:
            if (head := _size(body, at)) is None:
                raise ValueError("properties that are cut")
            at = sum(head)
        while at < len(body):
            _, at = _text(body, at)
            at += kind == SUBSCRIBE
            topics += 1
        properties = b"\x00" if self._level == _FIVE else b""
        codes = bytes(topics) if kind == SUBSCRIBE or self._level == _FIVE else b""
        rest = number + properties + codes
        return bytes([0x90 if kind == SUBSCRIBE else 0xB0]) + varint(len(rest)) + rest


def _size(data: bytes, at: int) -> tuple[int, int] | None:
    """Return a length and where it ends; ``None`` while it is not whole."""
    size, end = read_varint(data, at, len(data), _LONGEST_SIZE)
    if size >= 0:
        return size, end
    if len(data) - at >= _LONGEST_SIZE:
        raise ValueError("a length of more than four bytes")
    return None


def _text(body: bytes, at: int) -> tuple[bytes, int]:
    end = at + 2 + int.from_bytes(body[at : at + 2], "big")
    if end > len(body) or at + 2 > len(body):
        raise ValueError("a text that is cut")
    return body[at + 2 : end], end
