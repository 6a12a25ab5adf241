"""A capture divided by connections into pieces of bounded size, so that ``tshark`` needs bounded memory."""

import struct
from array import array
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

from harness.evidence.pcap.apps import Apps
from harness.evidence.pcap.blocks import Blocks, Custom, DamagedError, Packet
from harness.evidence.pcap.heads import TCP, head

MOST_PIECE = 48 << 20
"""Bytes of packets in one piece, unless one connection has more. ``tshark`` takes about four times that besides its own
120 MB, as measured for TLS."""
_BITS = 16
_BUCKETS = 1 << _BITS
"""Connections are told apart by a check sum of so many bits: some share one, and stay together."""
_INDEXED = 1 << 16
_MOST_HELD = 32 << 20
"""Bytes of all pieces that wait to be written."""
_SECTION = struct.pack("<IIIHHqI", 0x0A0D0D0A, 28, 0x1A2B3C4D, 1, 0, -1, 28)
_NANOSECONDS = b"\x09\x00\x01\x00\x09\x00\x00\x00\x00\x00\x00\x00"
"""Options of an interface: its time stamps count nanoseconds; no more options."""


class Divided:
    """A capture that has been read once: how it may be divided, and what its blocks said.

    ``secrets`` are the TLS keys in it, ``apps`` the apps that it names, ``packets`` how many packets were read and
    ``damage`` why no more, if there were more.
    """

    def __init__(self, capture: Path, scratch: Path, most: int = MOST_PIECE) -> None:
        """Read the capture's heads. ``scratch`` is a directory for what is noted of each packet."""
        self._capture = capture
        self._index = scratch / "index"
        self.apps = Apps()
        self.damage = ""
        self.packets = 0
        self.links = set[int]()
        self._blocks = Blocks(capture)
        sizes, fragments = self._read(ports=True)
        if fragments and sum(sizes) > most:  # a fragment does not say between which ports it goes
            sizes, _ = self._read(ports=False)
        self._piece_of = _packed(sizes, most)
        self.pieces = self._piece_of[-1] + 1

    @property
    def secrets(self) -> bytes:
        """The TLS keys that were in it, in NSS's format."""
        return bytes(self._blocks.secrets)

    def _read(self, *, ports: bool) -> "tuple[array[int], bool]":
        sizes, fragments = array("Q", bytes(8 * _BUCKETS)), False
        self.apps, self.packets = Apps(), 0
        with self._index.open("wb") as index:
            noted = array("H")
            try:
                for block in self._blocks:
                    if isinstance(block, Custom):
                        self.apps.learn(block)
                        continue
                    found = head(block.data, block.link)
                    self.apps.take(block, found)
                    fragments = fragments or (found is not None and found.fragment and found.protocol == TCP)
                    bucket = crc32(found.key(ports=ports)) % _BUCKETS if found is not None else 0
                    sizes[bucket] += len(block.data) + 32
                    self.packets += 1
                    self.links.add(block.link)
                    noted.append(bucket)
                    if len(noted) >= _INDEXED:
                        noted.tofile(index)
                        del noted[:]
            except DamagedError as error:
                self.damage = str(error)
            noted.tofile(index)
        return sizes, fragments

    def write(self, folder: Path) -> list[Path]:
        """Write the pieces into a directory, each a pcapng with its packets in order; return them."""
        links = {link: number for number, link in enumerate(sorted(self.links))}
        begin = _SECTION + b"".join(map(_interface, links))
        paths = [folder / f"piece{number}" for number in range(self.pieces)]
        for path in paths:
            path.write_bytes(begin)
        held = [bytearray() for _ in paths]
        size = 0
        packets = (block for block in self._blocks if isinstance(block, Packet))
        for bucket, packet in zip(self._noted(), packets, strict=False):  # behind damage there is nothing
            block = _block(packet, links[packet.link])
            held[self._piece_of[bucket]] += block
            size += len(block)
            if size >= _MOST_HELD:
                _flush(paths, held)
                size = 0
        _flush(paths, held)
        return paths

    def _noted(self) -> Iterator[int]:
        with self._index.open("rb") as index:
            while chunk := index.read(2 * _INDEXED):
                yield from array("H", chunk)


def _packed(sizes: "array[int]", most: int) -> "array[int]":
    """Return each bucket's piece: neighbours share one as long as they fit."""
    found = array("I", bytes(4 * len(sizes)))
    piece = filled = 0
    for bucket, size in enumerate(sizes):
        if size and filled and filled + size > most:
            piece, filled = piece + 1, 0
        filled += size
        found[bucket] = piece
    return found


def _flush(paths: list[Path], held: list[bytearray]) -> None:
    for path, data in zip(paths, held, strict=True):
        if data:
            with path.open("ab") as file:
                file.write(data)
            data.clear()


def _interface(link: int) -> bytes:
    size = 20 + len(_NANOSECONDS)
    return struct.pack("<IIHHI", 1, size, link, 0, 0) + _NANOSECONDS + struct.pack("<I", size)


def _block(packet: Packet, interface: int) -> bytes:
    captured = len(packet.data)
    padding = -captured % 4
    size = 32 + captured + padding
    time = packet.time_ns & 0xFFFF_FFFF_FFFF_FFFF
    head = struct.pack("<IIIIIII", 6, size, interface, time >> 32, time & 0xFFFF_FFFF, captured, packet.length)
    return head + packet.data + bytes(padding) + size.to_bytes(4, "little")
