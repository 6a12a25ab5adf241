"""Which code opened the connection an exchange went over, and what that tells about the two clocks."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import median
from typing import NamedTuple

from harness.evidence.rows import Connection, Observation, Value

_SLACK_US = 1_000_000
"""How far apart the opening of a connection and its acceptance may be stamped."""
_LEAST_PAIRS = 3
_MOST_SPREAD_US = 500_000
"""Pairs that disagree by more than this say nothing about the clocks."""
_MOST_OPENERS = 8


class Socket(NamedTuple):
    """One connection as the app's code opened it. Ports are 0 when they were not recorded."""

    local_port: int
    remote_host: str
    remote_port: int


class Clock(NamedTuple):
    """Device time minus host time in microseconds, and where that is known from (``run``, ``connections``, ``none``).

    ``spread_us`` is how much the middle half of the ``pairs`` disagrees.
    """

    offset_us: int
    source: str
    pairs: int = 0
    spread_us: int = 0


def socket_of(row: Observation) -> Socket | None:
    """Return the connection an observation opened, ``None`` when it opened none.

    Addresses are recorded as texts ``address:port`` or as ports, in arguments, result or their fields, under names (or
    types) that say ``local`` or ``remote``.
    """
    if row.kind != "socket" or row.exception:
        return None
    local, host, remote = 0, "", 0
    for name, text in _named(row):
        address, port = _split(text)
        if "local" in name:
            local = port or local
        elif "remote" in name or "peer" in name:
            host, remote = address or host, port or remote
    return Socket(local, host, remote) if local or remote else None


def _named(row: Observation) -> Iterator[tuple[str, str]]:
    for value in (*row.args, row.result):
        if value is not None:
            yield from _walk(value, value.type)


def _walk(value: Value, name: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    if value.text is not None:
        yield name.lower(), value.text
    for key, part in value.fields.items() if depth < 4 else ():
        yield from _walk(part, f"{name}.{key}" if depth else key, depth + 1)


def _split(text: str) -> tuple[str, int]:
    """Return the address and the port of ``address:port``, ``[address]:port`` or ``port``."""
    address, _, port = text.rpartition(":")
    if ":" in address and not address.endswith("]"):
        return text, 0  # of IPv6, without a port
    if not (port.isascii() and port.isdigit()) or len(port) > 5:
        return text, 0
    return address.strip("[]").rpartition("/")[2], int(port)


class Opened(NamedTuple):
    """A socket with when and by whom it was opened. ``row`` is the reading's position."""

    time_us: int
    row: int
    socket: Socket


class Sockets:
    """The connections a run's code opened."""

    def __init__(self, opened: Sequence[Opened], connections: Iterable[Connection]) -> None:
        """``connections`` are those the proxy accepted, whose times are the host's."""
        self._opened = sorted(opened)
        self._by_port: dict[int, list[Opened]] = {}
        for one in self._opened:
            if one.socket.local_port:
                self._by_port.setdefault(one.socket.local_port, []).append(one)
        self._accepted = {row.id: row.time_us for row in connections}

    def __len__(self) -> int:
        """How many there are."""
        return len(self._opened)

    def clock(self, known: int | None, ports: Mapping[str, int]) -> Clock:
        """Estimate the offset of the clocks. ``known`` is the run's own, ``ports`` the app's port by connection."""
        counts: dict[int, int] = {}
        for port in ports.values():
            counts[port] = counts.get(port, 0) + 1
        apart = []
        for name, port in ports.items():
            opened = self._by_port.get(port, [])
            # A port that was used twice does not say which opening belongs to which connection.
            if counts[port] == 1 and len(opened) == 1 and name in self._accepted:
                apart.append(opened[0].time_us - self._accepted[name])
        apart.sort()
        if len(apart) >= _LEAST_PAIRS:
            spread = apart[len(apart) * 3 // 4] - apart[len(apart) // 4]
            if spread <= _MOST_SPREAD_US:
                return Clock(round(median(apart)), "connections", len(apart), spread)
        return Clock(known, "run") if known is not None else Clock(0, "none")

    def openers(self, connection: str, port: int, time_us: int, clock: Clock) -> tuple[list[int], bool]:
        """Return the readings that may have opened a connection, and whether that is certain (the app's own port).

        ``time_us`` is the exchange's on the device's clock.
        """
        began = self._accepted.get(connection)
        at = began + clock.offset_us if began is not None else None
        same = self._by_port.get(port, []) if port else []
        before = [one for one in same if one.time_us <= (at if at is not None else time_us) + _SLACK_US]
        if before and (at is None or abs(before[-1].time_us - at) <= _SLACK_US):
            return [before[-1].row], True
        if at is None:
            return [], False
        # Behind a tunnel the port is another one; what was opened at that moment remains.
        end = bisect_right(self._opened, (at + _SLACK_US,))
        near = [one.row for one in self._opened[max(0, end - 64) : end] if abs(one.time_us - at) <= _SLACK_US]
        return near[-_MOST_OPENERS:], False
