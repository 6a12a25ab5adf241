"""The packets of a pcap or pcapng file as they lie in it, without looking into them: in little memory, at any size.

Formats: draft-ietf-opsawg-pcap (pcap), draft-ietf-opsawg-pcapng (blocks and their options).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, NamedTuple

_CHUNK = 4 << 20
_MOST = 64 << 20
"""Bytes of one block: a longer one is damage."""
_MOST_PACKET = 256 << 10
"""Bytes of one packet, as Wireshark bounds it (``WTAP_MAX_PACKET_SIZE_STANDARD``)."""
_NG = 0x0A0D0D0A
_MAGICS = {
    b"\xd4\xc3\xb2\xa1": ("<", 1000), b"\xa1\xb2\xc3\xd4": (">", 1000),
    b"\x4d\x3c\xb2\xa1": ("<", 1), b"\xa1\xb2\x3c\x4d": (">", 1),
}  # fmt: skip
"""How pcap begins: the order of its bytes, and how many nanoseconds the small part of a time stamp counts."""
_INTERFACE, _OLD_PACKET, _SIMPLE, _PACKET, _SECRETS, _CUSTOM = 1, 2, 3, 6, 10, 0xBAD
_COMMENT, _RESOLUTION, _OFFSET = 1, 9, 14
_TLS_KEYS = 0x544C534B
_MOST_SECRETS = 256 << 20


class Packet(NamedTuple):
    """One packet: ``at`` is where its bytes begin in the file, ``length`` how many it had on the wire."""

    at: int
    data: bytes
    length: int
    time_ns: int
    link: int
    comment: bytes


class Custom(NamedTuple):
    """A program's own block of a pcapng: the enterprise that it belongs to, its content, and the order of its bytes."""

    enterprise: int
    data: bytes
    order: str


class DamagedError(ValueError):
    """The file ends, or is no capture any more, at byte ``at``."""

    def __init__(self, problem: str, at: int) -> None:
        """Say what is wrong, and where."""
        super().__init__(f"{problem} at byte {at}")
        self.at = at


@dataclass
class _Interface:
    link: int
    snap: int
    per_second: int = 1_000_000
    offset_s: int = 0

    def nanoseconds(self, count: int) -> int:
        return self.offset_s * 1_000_000_000 + count * 1_000_000_000 // self.per_second


@dataclass
class Blocks:
    """A capture's packets in the file's order. ``secrets`` are the TLS keys that were in it, once it has been read."""

    path: Path
    secrets: bytearray = field(default_factory=bytearray)

    def __iter__(self) -> Iterator[Packet | Custom]:
        """Yield packets and custom blocks. Raises :class:`DamagedError` where the file ends in the middle of one."""
        self.secrets.clear()
        with self.path.open("rb") as file:
            reader = _Reader(file)
            magic = reader.take(4, 0)
            if magic in _MAGICS:
                yield from _pcap(reader, *_MAGICS[magic])
            elif int.from_bytes(magic, "big") == _NG:
                reader.back(4)
                yield from self._pcapng(reader)
            else:
                raise DamagedError("it is no capture", 0)

    def _pcapng(self, reader: "_Reader") -> Iterator[Packet | Custom]:
        order, interfaces = "<", list[_Interface]()
        while not reader.ended():
            at = reader.at
            head = reader.take(12, at)
            if int.from_bytes(head[:4], "big") == _NG:
                order = {b"\x4d\x3c\x2b\x1a": "<", b"\x1a\x2b\x3c\x4d": ">"}.get(head[8:], "")
                if not order:
                    raise DamagedError("a section has no order of bytes", at)
                interfaces = []
            kind, size = struct.unpack(f"{order}II", head[:8])
            if size < 12 or size % 4 or size > _MOST:
                raise DamagedError("a block has no length that can be", at)
            body = head[8:] + reader.take(size - 12, at)  # with the length once more behind it
            yield from self._block(kind, body[:-4], order, interfaces, at + 8)

    def _block(
        self, kind: int, body: bytes, order: str, interfaces: list[_Interface], at: int
    ) -> Iterator[Packet | Custom]:
        try:
            if kind == _INTERFACE:
                interfaces.append(_interface(body, order))
            elif kind == _PACKET:
                number, high, low, captured, length = struct.unpack_from(f"{order}IIIII", body)
                yield _packet(interfaces[number], high << 32 | low, 20, captured, length, body, order, at)
            elif kind == _OLD_PACKET:
                number, _, high, low, captured, length = struct.unpack_from(f"{order}HHIIII", body)
                yield _packet(interfaces[number], high << 32 | low, 20, captured, length, body, order, at)
            elif kind == _SIMPLE:
                (length,) = struct.unpack_from(f"{order}I", body)
                captured = min(length, len(body) - 4, interfaces[0].snap or length)
                yield Packet(at + 4, body[4 : 4 + captured], length, 0, interfaces[0].link, b"")
            elif kind == _SECRETS:
                what, length = struct.unpack_from(f"{order}II", body)
                if what == _TLS_KEYS and len(self.secrets) + length <= _MOST_SECRETS:
                    self.secrets += body[8 : 8 + length] + b"\n"
            elif kind == _CUSTOM:
                yield Custom(struct.unpack_from(f"{order}I", body)[0], body[4:], order)
        except (struct.error, IndexError):
            raise DamagedError("a block is not as its kind says", at - 8) from None


class _Reader:
    """A file in large pieces, taken in small ones."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._data = b""
        self._from = self._next = 0

    @property
    def at(self) -> int:
        return self._from + self._next

    def ended(self) -> bool:
        return self._next >= len(self._data) and not self._more(1)

    def back(self, count: int) -> None:
        self._next -= count

    def take(self, count: int, begun: int) -> bytes:
        if len(self._data) - self._next < count and not self._more(count):
            raise DamagedError("the file ends in the middle of what begins", begun)
        start, self._next = self._next, self._next + count
        return self._data[start : self._next]

    def _more(self, count: int) -> bool:
        left = self._data[self._next :]
        self._from, self._next = self.at, 0
        self._data = left + self._file.read(max(_CHUNK, count - len(left)))
        return len(self._data) >= count


def _pcap(reader: _Reader, order: str, unit_ns: int) -> Iterator[Packet]:
    head = reader.take(20, 0)
    link = struct.unpack(f"{order}I", head[16:])[0] & 0xFFFF  # above it stand the bits of a frame check sequence
    record = struct.Struct(f"{order}IIII")
    while not reader.ended():
        at = reader.at
        seconds, rest, captured, length = record.unpack(reader.take(16, at))
        if captured > _MOST_PACKET:
            raise DamagedError("a packet has no length that can be", at)
        yield Packet(at + 16, reader.take(captured, at), length, seconds * 1_000_000_000 + rest * unit_ns, link, b"")


def _packet(
    interface: _Interface, count: int, head: int, captured: int, length: int, body: bytes, order: str, at: int
) -> Packet:
    if captured > min(len(body) - head, _MOST_PACKET):
        raise IndexError
    data = body[head : head + captured]
    comment = b""
    behind = head + (captured + 3 & ~3)
    if len(body) > behind:
        comment = next((value for code, value in _options(body[behind:], order) if code == _COMMENT), b"")
    return Packet(at + head, data, length, interface.nanoseconds(count), interface.link, comment)


def _interface(body: bytes, order: str) -> _Interface:
    link, _, snap = struct.unpack_from(f"{order}HHI", body)
    made = _Interface(link, snap)
    for code, value in _options(body[8:], order):
        if code == _RESOLUTION and value:
            power = min(value[0] & 0x7F, 62)
            made.per_second = 2**power if value[0] & 0x80 else 10 ** min(power, 18)
        elif code == _OFFSET and len(value) == 8:
            made.offset_s = struct.unpack(f"{order}q", value)[0]
    return made


def _options(data: bytes, order: str) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(data):
        code, size = struct.unpack_from(f"{order}HH", data, at)
        if not code:
            return
        yield code, data[at + 4 : at + 4 + size]
        at += 4 + (size + 3 & ~3)
