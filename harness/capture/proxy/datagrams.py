"""Datagrams that the agent tells of, as flows: the proxy's own port takes TCP alone."""

from collections.abc import Callable

import msgspec
from mitmproxy import connection, dns, flow, udp
from mitmproxy.connection import ConnectionState

from harness.capture.host_clock import now_us
from harness.evidence.flows import DNS_MESSAGE, TOLD
from harness.evidence.rows import Connection

_DNS = 53
MOST_BYTES = 16 * 1024 * 1024
"""Of one conversation that are kept, both directions together; what comes after is counted only."""


class Datagram(msgspec.Struct, kw_only=True, frozen=True):
    """One datagram: of which process, between the app's port and whom, ``sent`` by the app or received."""

    pid: int
    local: int
    host: str
    port: int
    sent: bool
    content: bytes
    name: str = ""


class _Talk:
    def __init__(self, row: Connection, item: udp.UDPFlow) -> None:
        self.row = row
        self.item = item
        self.size = 0


class Datagrams:
    """The conversations of a run. All calls come on one thread."""

    def __init__(
        self,
        begin: Callable[[flow.Flow], None],
        end: Callable[[flow.Flow], None],
        on_connection: Callable[[Connection], None],
    ) -> None:
        """``begin`` and ``end`` are told of flows; rows of conversations come when they are over."""
        self._begin = begin
        self._end = end
        self._on_connection = on_connection
        self._talks: dict[tuple[int, int, str, int], _Talk] = {}
        self._questions: dict[tuple[int, int, int], dns.DNSFlow] = {}

    def take(self, one: Datagram) -> None:
        """Record a datagram."""
        key = (one.pid, one.local, one.host, one.port)
        talk = self._talks.get(key) or self._open(key, one)
        if one.sent:
            talk.row.sent += len(one.content)
        else:
            talk.row.received += len(one.content)
        if one.port == _DNS and self._question(one, talk):
            return
        talk.size += len(one.content)
        if talk.size > MOST_BYTES:
            talk.row.reason = f"more than {MOST_BYTES} bytes: the rest is not kept"
            return
        if not talk.item.messages:
            self._begin(talk.item)
        talk.item.messages.append(udp.UDPMessage(one.sent, one.content))

    def _open(self, key: tuple[int, int, str, int], one: Datagram) -> _Talk:
        client, server = _ends(one)
        row = Connection(
            id=client.id, time_us=now_us(), host=one.name or one.host, port=one.port, state="plain",
            extra={"transport": "udp", "address": one.host},
        )  # fmt: skip
        talk = self._talks[key] = _Talk(row, udp.UDPFlow(client, server))
        if one.name:
            talk.item.metadata[TOLD] = {"host": one.name}
        return talk

    def _question(self, one: Datagram, talk: _Talk) -> bool:
        """Take it as a question to a name server, or the answer; return whether it is one."""
        try:
            message = DNS_MESSAGE.unpack(one.content)
        except Exception:  # noqa: BLE001 - anything at all may be sent to port 53
            return False
        key = (one.pid, one.local, message.id)
        if message.query and one.sent:
            item = dns.DNSFlow(talk.item.client_conn, talk.item.server_conn)
            item.request = message
            if (left := self._questions.pop(key, None)) is not None:
                self._end(left)
            self._questions[key] = item
            self._begin(item)
            return True
        asked = self._questions.pop(key, None)
        if asked is None:
            return False
        asked.response = message
        self._end(asked)
        return True

    def done(self) -> None:
        """The run is over: end every conversation."""
        for item in self._questions.values():
            self._end(item)
        for talk in self._talks.values():
            self._end(talk.item)
            self._on_connection(talk.row)
        self._questions.clear()
        self._talks.clear()


def _ends(one: Datagram) -> tuple[connection.Client, connection.Server]:
    client = connection.Client(
        peername=("", one.local),
        sockname=(one.host, one.port),
        timestamp_start=now_us() / 1e6,
        state=ConnectionState.CLOSED,
        transport_protocol="udp",
    )
    server = connection.Server(address=(one.host, one.port), transport_protocol="udp")
    server.peername = (one.host, one.port)
    return client, server
