"""Which app a connection belongs to, where PCAPdroid wrote that into the capture.

It adds to each packet of a pcap a trailer of 32 bytes: the magic, the app's uid, 20 bytes of its name, a check sum; or
to each packet of a pcapng the comment ``u-UID``, and blocks that name a uid's package and app (PCAPdroid's
``pcap_dump.c`` and ``tools/pcapdroid.lua``). The names are the phone's: untrusted text.
"""

import re
import struct
from dataclasses import dataclass

from harness.evidence.pcap.blocks import Custom, Packet
from harness.evidence.pcap.heads import Head

_MAGIC = b"\x01\x07\x20\x21"
_TRAILER, _ETHERNET = 32, 1
_COMMENT = re.compile(rb"u-(-?\d{1,10})\Z")
_ENTERPRISE, _VERSION, _UID_MAP = 62652, 1, 1
_FIRST_APP = 10_000
"""Uids of apps begin here (Android's ``AID_APP_START``); below are the system's, which asks names for all of them."""
_MOST = 500_000
"""Connections whose app is kept."""


@dataclass(frozen=True)
class App:
    """An app as the capture names it: ``package`` and ``label`` may be empty."""

    uid: int
    package: str = ""
    label: str = ""

    @property
    def name(self) -> str:
        """What it is called here: its package, else its label, else its uid."""
        return self.package or self.label or f"uid {self.uid}"

    @property
    def system(self) -> bool:
        """Whether it is a part of the system, or nobody known."""
        return self.uid < _FIRST_APP


class Apps:
    """The apps of a capture's connections."""

    def __init__(self) -> None:
        """Begin before the first packet."""
        self._by_uid: dict[int, App] = {}
        self._of: dict[tuple[int, bytes], list[tuple[int, int]]] = {}

    def __bool__(self) -> bool:
        """Whether the capture names any."""
        return bool(self._of)

    def learn(self, block: Custom) -> None:
        """Take a block that may name an app."""
        data = block.data
        if block.enterprise != _ENTERPRISE or len(data) < 10:
            return
        version, kind, uid = struct.unpack_from(f"{block.order}HBxi", data)
        if version == _VERSION and kind == _UID_MAP:
            package, label = data[8], data[9]
            names = data[10 : 10 + package], data[10 + package : 10 + package + label]
            self._by_uid[uid] = App(uid, *map(_name, names))

    def take(self, packet: Packet, head: Head | None) -> None:
        """Take a packet that may say whose it is."""
        uid = self._uid(packet)
        if uid is None or head is None or not head.source_port:
            return
        key = _key(head.protocol, head.source, head.source_port, head.target, head.target_port)
        known = self._of.get(key)
        if known is None:
            if len(self._of) < _MOST:
                self._of[key] = [(packet.time_ns // 1000, uid)]
        elif known[-1][1] != uid and len(known) < _MOST:  # the ports were used again
            known.append((packet.time_ns // 1000, uid))

    def of(
        self, protocol: int, source: bytes, source_port: int, target: bytes, target_port: int, time_us: int
    ) -> App | None:
        """Return whose a connection was that was there at a time."""
        known = self._of.get(_key(protocol, source, source_port, target, target_port))
        if not known:
            return None
        uid = next((uid for since, uid in reversed(known) if since <= time_us), known[0][1])
        return self._by_uid.get(uid) or App(uid)

    def _uid(self, packet: Packet) -> int | None:
        data = packet.data
        if (
            data[-_TRAILER : 4 - _TRAILER] == _MAGIC
            and packet.link == _ETHERNET
            and _ends(data) <= len(data) - _TRAILER
        ):
            uid: int = struct.unpack_from(">i", data, len(data) - _TRAILER + 4)[0]
            self._by_uid.setdefault(uid, App(uid, "", _name(data[8 - _TRAILER : -4])))
            return uid
        found = _COMMENT.match(packet.comment) if packet.comment else None
        return int(found[1]) if found else None


def _ends(data: bytes) -> int:
    """Return where IP ends in a frame of PCAPdroid's: an app must not sign for another by what it sends."""
    if data[:12] != bytes(12):
        return len(data)
    if data[12:14] == b"\x08\x00":
        return 14 + int.from_bytes(data[16:18])
    return 54 + int.from_bytes(data[18:20])


def _key(protocol: int, source: bytes, source_port: int, target: bytes, target_port: int) -> tuple[int, bytes]:
    ends = sorted((source + source_port.to_bytes(2), target + target_port.to_bytes(2)))
    return protocol, b"".join(ends)


def _name(raw: bytes) -> str:
    """Return a name that ends at the first NUL; one that was cut within a character loses its half."""
    return raw.partition(b"\0")[0].decode("utf-8", "ignore").strip()
