"""What the proxy knows that it did not hear: gaps of the run, so that silence there is never taken for innocence."""

from collections.abc import Callable
from typing import Any, Protocol

from mitmproxy import connection, flow, http, tcp
from mitmproxy.proxy.context import Context

from harness.capture.host_clock import now_us
from harness.capture.proxy.speakers import Speaker
from harness.evidence.rows import Connection, Gap

SERVER_FIRST = "server_speaks_first"
"""The app opened a connection and waited: what it would have said after the server's first words is not known."""
UNANSWERED = "unanswered"
"""The app spoke, in a protocol in which the sinkhole knows no answer; what it had to say after one is not known."""
REFUSED = "upgrade_refused"
"""The app asked for another protocol on its connection, and was refused."""
UNREAD = "unread"
"""Bytes came that are in no exchange as what they were meant to be; as raw bytes they are in the recording."""
CUT = "stream_cut"
"""More came on one stream than is kept."""
BODY = "body_cut"
"""A body was longer than any that is kept."""
FLOWS = "flows_cut"
"""More came in all than is kept."""

MOST_BYTES = 16 * 1024 * 1024
"""Of one stream (WebSocket, raw TCP, gRPC call) that are kept, both directions together."""
MOST_BODY = 64 * 1024 * 1024
"""Of one request or response: it is in memory until it is whole. Large pictures and short films are some 50 MB."""
MOST_FLOWS = 4 << 30
"""Bytes of all flows of a run that are kept."""
MOST_MESSAGES = 20_000
"""Of one stream that are kept."""
MOST_GAPS = 200
"""Of each kind that are told one by one; each place is told once."""
SILENCE_S = 1.0
"""A connection on which the app has said nothing for so long waited for its server."""


class Room:
    """How much of one stream is still kept."""

    def __init__(self) -> None:
        """All of it is free."""
        self.bytes = self.messages = 0

    def take(self, size: int, messages: int = 1) -> bool:
        """Whether so many more bytes are kept, which are so many messages more."""
        self.bytes += size
        self.messages += messages
        return self.bytes <= MOST_BYTES and self.messages <= MOST_MESSAGES


class Ear(Protocol):
    """Whom layers tell what is not to be heard from flows."""

    def missed(self, client: connection.Client, kind: str, detail: str) -> None:
        """Something was not heard; ``detail`` is a sentence, to be read behind "HOST:PORT: "."""
        ...

    def unread(self, context: Context, data: bytes, why: str) -> None:
        """Bytes of the app came of which nothing could be made; they are kept raw, and ``why`` ends a sentence."""
        ...

    def holding(self, context: Context, rest: Callable[[], bytes]) -> None:
        """Bytes may be left at the end of a connection; ``rest`` returns them."""
        ...

    def growing(self, item: http.HTTPFlow, body: Callable[[], bytes]) -> None:
        """A request's body is not whole yet; ``body`` returns what there is of it."""
        ...

    def replays(self, item: http.HTTPFlow) -> bool:
        """Whether a request of which the head is there may have a recorded answer; that it has none is told."""
        ...

    def recorded(self, item: http.HTTPFlow) -> http.Response | None:
        """Return the recorded answer to a request; ``None`` for what the sinkhole is to answer."""
        ...

    def talk(self, item: http.HTTPFlow) -> Speaker | None:
        """Return who answers on a WebSocket that was recorded."""
        ...


class Unheard:
    """Gathers a run's gaps, each place once. Called on mitmproxy's event loop only."""

    def __init__(self, on_gap: Callable[[Gap], None]) -> None:
        """``on_gap`` is given the rows, with times of this host's clock."""
        self._on_gap = on_gap
        self._told: dict[str, set[tuple[str, int]]] = {}
        self._spoke: set[str] = set()
        self._spoken_to: set[tuple[str, int]] = set()
        self._silent: list[tuple[Connection, int]] = []

    def missed(self, row: Connection, kind: str, detail: str) -> None:
        """Tell of a gap at a connection's place, unless it is told already."""
        places = self._told.setdefault(kind, set())
        place = (row.host, row.port)
        if place in places or len(places) > MOST_GAPS:
            return
        places.add(place)
        if len(places) > MOST_GAPS:
            self._on_gap(Gap(kind=kind, from_us=row.time_us, detail=f"more than {MOST_GAPS} places; no more are told"))
            return
        host = f"{row.host}:{row.port}" if row.host else "an unknown host"
        self._on_gap(Gap(kind=kind, from_us=row.time_us, to_us=now_us(), host=host, detail=f"{host}: {detail}"))

    def spoke(self, client_id: str, row: Connection | None) -> None:
        """The app said something on a connection, or has agreed to speak a protocol in which it speaks first."""
        self._spoke.add(client_id)
        if row is not None:
            self._spoken_to.add((row.host, row.port))

    def closed(self, client_id: str, row: Connection) -> None:
        """A connection is over, or the run is."""
        if client_id in self._spoke:
            self._spoke.discard(client_id)
            self._spoken_to.add((row.host, row.port))
        elif row.host and row.state != "failed":
            now = now_us()
            if now - row.time_us >= SILENCE_S * 1_000_000:
                self._silent.append((row, now))

    def done(self) -> None:
        """Tell of connections on which the app said nothing, but for spare ones: it spoke there on another."""
        for row, until in self._silent:
            if (row.host, row.port) not in self._spoken_to:
                waited = (until - row.time_us) / 1_000_000
                self.missed(row, SERVER_FIRST, f"the app opened the connection and said nothing for {waited:.0f} s")
        self._silent.clear()


def raw_flow(context: Context, data: bytes, why: str) -> tcp.TCPFlow:
    """Return bytes of which nothing else could be made as a raw stream."""
    item = tcp.TCPFlow(context.client, context.server, False)
    item.comment = why[:300]
    item.messages.append(tcp.TCPMessage(True, data))
    return item


def waits(item: flow.Flow) -> tuple[str, str] | None:
    """Return why the app may have had more to say in an exchange that the sinkhole answered: kind and detail."""
    if not isinstance(item, http.HTTPFlow):
        return None
    headers: Any = item.request.headers
    if headers.get("content-type", "").lower().startswith("application/grpc") and not item.request.timestamp_end:
        return UNANSWERED, "the app left a gRPC call open, in which it may wait for the server's messages"
    if item.is_replay:
        return None
    if item.websocket is not None and not any(message.from_client for message in item.websocket.messages):
        return SERVER_FIRST, "the app opened a WebSocket and said nothing on it"
    if "text/event-stream" in headers.get("accept", "").lower():
        return SERVER_FIRST, "the app asked for a stream of events, of which there were none"
    return None
