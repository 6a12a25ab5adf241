"""What exchanges tell of the ways out besides what they carried: hosts, names that were asked for, refused upgrades."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from harness.evidence.exchange import Exchange, header

_MOST_UPGRADES = 1000
_SWITCHING = 101
_SAME = re.compile(r"h2c?\b|tls/", re.IGNORECASE)
"""What goes on as HTTP when it is refused, the request with it (RFC 7540, 3.2; RFC 2817, 3.1)."""


class Upgrade(NamedTuple):
    """A request for another protocol that was not granted: what the app would have said in it is not known."""

    exchange: str
    time_us: int
    host: str
    protocol: str


@dataclass
class Traffic:
    """``hosts`` are those exchanges went to; ``asked`` names that were looked up by DNS, with time and exchange."""

    hosts: set[str] = field(default_factory=set)
    asked: dict[str, tuple[int, str]] = field(default_factory=dict)
    upgrades: list[Upgrade] = field(default_factory=list)

    def take(self, exchange: Exchange) -> None:
        """Add one exchange."""
        host = exchange.host.rstrip(".").lower()
        if exchange.kind == "dns":
            self.asked.setdefault(host, (exchange.time_us, exchange.id))
            return
        self.hosts.add(host)
        protocol = header(exchange.request_headers, "upgrade")
        granted = exchange.status == _SWITCHING or exchange.kind == "websocket"
        if protocol and not granted and not _SAME.match(protocol.strip()) and len(self.upgrades) < _MOST_UPGRADES:
            self.upgrades.append(Upgrade(exchange.id, exchange.time_us, exchange.host, protocol[:80]))

    def add(self, other: "Traffic") -> None:
        """Add what exchanges that follow tell."""
        self.hosts |= other.hosts
        self.asked = {**other.asked, **self.asked}
        self.upgrades = (self.upgrades + other.upgrades)[:_MOST_UPGRADES]
