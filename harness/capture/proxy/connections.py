"""The app's connections to the proxy while they are open: where each goes, how its TLS went, how much it carried."""

import threading

from mitmproxy import connection

from harness.capture.host_clock import now_us
from harness.capture.proxy.proxy_protocol import Preamble
from harness.evidence.rows import Connection

PROMPT_SECONDS = 2.0
"""A handshake that fails later may have failed for want of a processor: apps wait five to ten seconds for an answer.
Who does not take our certificate says so at once."""


class Connections:
    """One row for each open connection, by the id of mitmproxy's client. What is not open is nobody's: calls for it do
    nothing. May be asked from any thread."""

    def __init__(self) -> None:
        """None is open."""
        self._lock = threading.Lock()
        self._rows: dict[str, Connection] = {}
        self._brought: set[tuple[str, int]] = set()

    def begin(self, client: connection.Client) -> None:
        """Note a connection; where it goes is known with its first request."""
        start = int(client.timestamp_start * 1e6) if client.timestamp_start else now_us()
        with self._lock:
            self._rows[client.id] = Connection(id=client.id, time_us=start, host="", port=0, state="plain")

    def meant(self, client_id: str, preamble: Preamble) -> None:
        """Note where a connection was meant to go, as the agent says."""
        host, port = preamble.destination
        self.bring(host, port)
        with self._lock:
            if (row := self._rows.get(client_id)) is not None:
                row.host, row.port = preamble.name or host, port
                row.extra = {"address": host, "pid": preamble.pid}

    def bring(self, host: str, port: int) -> None:
        """Note that the agent has brought something here that was meant for that address."""
        with self._lock:
            self._brought.add((host, port))

    def brought(self, host: str, port: int) -> bool:
        """Whether it has."""
        with self._lock:
            return (host, port) in self._brought

    def row(self, client_id: str) -> Connection | None:
        """Return the row of an open connection."""
        with self._lock:
            return self._rows.get(client_id)

    def row_of(self, client: connection.Client) -> Connection:
        """Return the row of a connection, or what can be said of one that is not open any more."""
        if (row := self.row(client.id)) is not None:
            return row
        host, port = client.sockname[:2] if client.sockname else ("", 0)
        return Connection(id=client.id, time_us=now_us(), host=host, port=port, state="plain")

    def toward(self, client_id: str, host: str, port: int) -> None:
        """Note where a connection goes, unless that is known."""
        with self._lock:
            row = self._rows.get(client_id)
            if row is not None and not row.host:
                row.host, row.port = host, port

    def looked_up(self, client_id: str, address: str) -> str:
        """Return the name that the app had looked up for the address of its connection; empty when it had none."""
        row = self.row(client_id)
        return row.host if row is not None and row.extra.get("address") == address != row.host else ""

    def carried(self, client_id: str, sent: int, received: int) -> None:
        """Add bytes."""
        with self._lock:
            if (row := self._rows.get(client_id)) is not None:
                row.sent += sent
                row.received += received

    def decrypted(self, conn: connection.Connection) -> None:
        """The app accepted our certificate."""
        with self._lock:
            if (row := self._rows.get(conn.id)) is not None:
                row.state = "decrypted"
                _named(row, conn)

    def failed(self, conn: connection.Connection) -> None:
        """The app refused our certificate or spoke broken TLS."""
        with self._lock:
            if (row := self._rows.get(conn.id)) is not None:
                row.state = "failed"
                row.reason = f"TLS: {conn.error or 'the app closed the connection during the handshake'}"
                if (waited := (now_us() - row.time_us) / 1e6) > PROMPT_SECONDS:
                    row.reason += f"; after {waited:.0f} s: it may not have waited for a machine this busy"
                _named(row, conn)

    def unanswered(self, client_id: str, error: str | None) -> None:
        """The server that the app wanted does not answer."""
        with self._lock:
            row = self._rows.get(client_id)
            if row is not None and row.reason is None:
                row.reason = f"no connection to the server: {error}"[:300]

    def ids(self) -> list[str]:
        """Return which are open."""
        with self._lock:
            return list(self._rows)

    def end(self, client_id: str) -> Connection | None:
        """Return the row of a connection that is closed from now on."""
        with self._lock:
            return self._rows.pop(client_id, None)


def _named(row: Connection, conn: connection.Connection) -> None:
    """A connection that is known by its address has the name that its TLS says."""
    if row.host == row.extra.get("address") and conn.sni:
        row.host = conn.sni
