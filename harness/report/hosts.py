"""Whom the app talked to, whether or not anything personal was seen in it: a row a host."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from harness.analysis.join.actors import Recipients
from harness.analysis.join.phases import PhaseTimes
from harness.analysis.model import Disclosure
from harness.evidence.exchange import Exchange
from harness.evidence.rows import Connection
from harness.report.model import HostView

_MOST = 2000
"""Hosts that are kept apart; of further ones only the number is told."""


@dataclass(slots=True)
class _Host:
    ip: str = ""
    phases: set[str] = field(default_factory=set)
    exchanges: int = 0
    lookups: int = 0
    bodies: tuple[int, int] = (0, 0)
    wire: tuple[int, int] = (0, 0)
    states: Counter[str] = field(default_factory=Counter)
    first_us: int = 0

    def begun(self, time_us: int) -> None:
        if time_us > 0 and (not self.first_us or time_us < self.first_us):
            self.first_us = time_us

    def carried(self, row: Exchange) -> None:
        sent, received = self.bodies
        sent += len(row.request_body) + sum(len(message.data) for message in row.messages if message.from_client)
        received += len(row.response_body) + sum(len(item.data) for item in row.messages if not item.from_client)
        self.bodies = sent, received


class Hosts:
    """Counts exchanges as they go by, then connections."""

    def __init__(self, phases: PhaseTimes, offset_us: int) -> None:
        """``offset_us`` is the device's clock minus that of the exchanges."""
        self._phases, self._offset = phases, offset_us
        self._hosts: dict[str, _Host] = {}
        self._omitted: set[str] = set()

    def passing(self, exchanges: Iterable[Exchange]) -> Iterator[Exchange]:
        """Yield the exchanges, each counted."""
        for row in exchanges:
            if row.host and (host := self._of(row.host)) is not None:
                time_us = row.time_us + self._offset
                host.begun(time_us)
                host.phases.add(self._phases.at(time_us).phase)
                host.ip = host.ip or row.server_ip
                if row.kind == "dns":
                    host.lookups += 1
                else:
                    host.exchanges += 1
                    host.carried(row)
            yield row

    def connected(self, connections: Iterable[Connection]) -> None:
        """Count the connections that the app opened."""
        for row in connections:
            if row.host and (host := self._of(row.host)) is not None:
                host.begun(row.time_us)
                host.phases.add(self._phases.at(row.time_us).phase)
                host.states[row.state] += 1
                host.wire = host.wire[0] + row.sent, host.wire[1] + row.received

    def rows(self, recipients: Recipients, disclosures: Sequence[Disclosure]) -> tuple[tuple[HostView, ...], int]:
        """Return the hosts, those that values were seen going to first, and how many more there were."""
        known = {row.recipient.host: row.recipient for row in disclosures}
        handed: dict[str, set[str]] = {}
        for row in disclosures:
            handed.setdefault(row.recipient.host, set()).add(row.category)
        made = [
            HostView(
                recipient=known.get(name) or recipients.of(name, host.ip),
                phases=tuple(sorted(filter(None, host.phases))),
                exchanges=host.exchanges,
                lookups=host.lookups,
                states=tuple(sorted(host.states.items())),
                sent=(host.wire if host.states else host.bodies)[0],
                received=(host.wire if host.states else host.bodies)[1],
                counted=bool(host.states),
                handed=tuple(sorted(handed.get(name, ()))),
                first_us=host.first_us,
            )
            for name, host in self._hosts.items()
        ]
        made.sort(key=lambda row: (not row.handed, row.recipient.party == "first", row.first_us, row.recipient.host))
        return tuple(made), len(self._omitted)

    def _of(self, name: str) -> _Host | None:
        host = self._hosts.get(name)
        if host is None:
            if len(self._hosts) >= _MOST:
                if len(self._omitted) < _MOST * 50:
                    self._omitted.add(name)
                return None
            host = self._hosts[name] = _Host()
        return host
