"""To which connection a packet belongs: its addresses and ports, from the heads of IP, TCP and UDP alone."""

from typing import NamedTuple

TCP, UDP = 6, 17
_IP = (0x0800, 0x86DD)
_VLAN = (0x8100, 0x88A8, 0x9100)
_ETHERNET, _RAW, _SLL, _SLL2 = 1, (101, 12, 14, 228, 229), 113, 276
_LOOPBACK = (0, 108)
_FAMILIES = (2, 10, 24, 28, 30)
"""AF_INET, and AF_INET6 of the systems that write captures of a loopback."""
_EXTENSIONS = (0, 43, 60)
"""Heads of IPv6 that come before the next: hop by hop, routing, destination."""
_FRAGMENT = 44


class Head(NamedTuple):
    """Where a packet comes from and goes to. Ports are 0 where there are none; ``fragment``: it is a part of one."""

    protocol: int
    source: bytes
    source_port: int
    target: bytes
    target_port: int
    fragment: bool = False

    def key(self, *, ports: bool = True) -> bytes:
        """Return what all packets of a connection share.

        Of UDP, and of what has no ports, these are the addresses: QUIC's connections move from port to port.
        """
        if self.protocol != TCP or not ports:
            return b"".join(sorted((self.source, self.target)))
        return b"".join(
            sorted((self.source + self.source_port.to_bytes(2), self.target + self.target_port.to_bytes(2)))
        )


def head(data: bytes, link: int) -> Head | None:
    """Return a packet's head; ``None`` where it is no IP, or on a kind of network that is not known here."""
    try:
        at = _network(data, link)
        if at < 0:
            return None
        return _ip4(data, at) if data[at] >> 4 == 4 else _ip6(data, at) if data[at] >> 4 == 6 else None
    except IndexError:
        return None


def _network(data: bytes, link: int) -> int:
    """Return where IP begins, -1 where it does not."""
    if link == _ETHERNET:
        at = 12
        while (kind := _number(data, at)) in _VLAN:
            at += 4
        return at + 2 if kind in _IP else -1
    if link in _RAW:
        return 0
    if link == _SLL:
        return 16 if _number(data, 14) in _IP else -1
    if link == _SLL2:
        return 20 if _number(data, 0) in _IP else -1
    if link in _LOOPBACK:
        return 4 if int.from_bytes(data[:4], "little") in _FAMILIES or int.from_bytes(data[:4]) in _FAMILIES else -1
    return -1


def _ip4(data: bytes, at: int) -> Head:
    behind = at + (data[at] & 15) * 4
    part = _number(data, at + 6) & 0x3FFF  # the flag "more fragments" and the offset
    return _head(data, behind, data[at + 9], data[at + 12 : at + 16], data[at + 16 : at + 20], fragment=bool(part))


def _ip6(data: bytes, at: int) -> Head:
    source, target = data[at + 8 : at + 24], data[at + 24 : at + 40]
    following, behind, fragment = data[at + 6], at + 40, False
    for _ in range(8):
        if following in _EXTENSIONS:
            following, behind = data[behind], behind + data[behind + 1] * 8 + 8
        elif following == _FRAGMENT:
            following, behind, fragment = data[behind], behind + 8, True
        else:
            break
    return _head(data, behind, following, source, target, fragment=fragment)


def _head(data: bytes, at: int, protocol: int, source: bytes, target: bytes, *, fragment: bool) -> Head:
    if protocol not in (TCP, UDP) or fragment or at + 4 > len(data):
        return Head(protocol, source, 0, target, 0, fragment)
    return Head(protocol, source, _number(data, at), target, _number(data, at + 2))


def _number(data: bytes, at: int) -> int:
    return data[at] << 8 | data[at + 1]
