"""The one mitmproxy addon of a run: records flows and connections, and answers for the internet in a sinkhole."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any, BinaryIO, Literal

from mitmproxy import connection, dns, flow, http, io, tcp, tls, udp
from mitmproxy.proxy import layer, server_hooks
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.tls import HTTP_ALPNS

from harness.capture.host_clock import CLOCK
from harness.capture.proxy import engineio, unheard
from harness.capture.proxy.answers import answer
from harness.capture.proxy.choice import chosen
from harness.capture.proxy.connections import Connections
from harness.capture.proxy.datagrams import Datagram, Datagrams
from harness.capture.proxy.early import Early
from harness.capture.proxy.grpc import over_http2
from harness.capture.proxy.names import sinkhole_answer
from harness.capture.proxy.proxy_protocol import Preamble
from harness.capture.proxy.replay.player import Played, Player
from harness.capture.proxy.speakers import Speaker
from harness.capture.proxy.unheard import BODY, FLOWS, MOST_BYTES, UNREAD, Unheard, raw_flow, waits
from harness.evidence.flows import TOLD
from harness.evidence.rows import Connection, Gap

Network = Literal["live", "sinkhole"]


def straighten(what: Any, *fields: str) -> None:
    """Put moments that mitmproxy has just taken from the wall clock on the run's line of time, if that was set."""
    if off := CLOCK.stepped_us():
        for field in fields:
            if at := getattr(what, field):
                setattr(what, field, at - off / 1e6)


class Recorder:
    """Writes each flow in mitmproxy's own format as soon as it is whole, and one row per client connection.

    Called on mitmproxy's event loop only; ``unfinished`` flows are written by :meth:`done`.
    """

    def __init__(
        self,
        flows: BinaryIO,
        on_connection: Callable[[Connection], None],
        network: Network,
        on_gap: Callable[[Gap], None] = lambda row: None,
        player: Player | None = None,
        on_flow: Callable[[int, int], None] = lambda start, end: None,
        on_early: Callable[[bytes], None] | None = None,
    ) -> None:
        """``on_gap`` is given what was not heard, with times of this host's clock; ``on_flow`` between which bytes of
        the file each flow stands, once it is written; ``on_early`` what is not written yet (see ``early.py``). A
        ``player`` answers in a sinkhole what a recording has an answer for.
        """
        self._file = flows
        self._writer = io.FlowWriter(flows)
        self._on_connection = on_connection
        self._network = network
        self._on_flow = on_flow
        self._unfinished: dict[str, flow.Flow] = {}
        self._early = Early(on_early, self._unfinished.get)
        self._connections = Connections()
        self._lock = threading.Lock()
        self._last_activity = time.monotonic()
        self._datagrams = Datagrams(self._begin, self._end, on_connection)
        self._unheard = Unheard(on_gap)
        self._polling = engineio.Polling()
        self._growing: dict[str, Callable[[], bytes]] = {}
        self._held: dict[str, list[tuple[Context, Callable[[], bytes]]]] = {}
        self._player = player

    @property
    def in_flight(self) -> int:
        """How many flows have begun and are not yet written."""
        with self._lock:
            return len(self._unfinished)

    @property
    def unanswered(self) -> int:
        """How many requests wait for the rest of themselves or of their answer; open streams do not."""
        with self._lock:
            return sum(not _stream(item) for item in self._unfinished.values())

    @property
    def idle_seconds(self) -> float:
        """Seconds since a flow began, went on or ended."""
        with self._lock:
            return time.monotonic() - self._last_activity

    def _begin(self, item: flow.Flow) -> None:
        if self._player is not None and isinstance(item, udp.UDPFlow | tcp.TCPFlow):
            self._player.other(item)
        with self._lock:
            self._unfinished[item.id] = item
            self._last_activity = time.monotonic()

    def _end(self, item: flow.Flow) -> None:
        with self._lock:
            self._last_activity = time.monotonic()
            if self._unfinished.pop(item.id, None) is None:
                return
            self._early.ended(item)
            body = self._growing.pop(item.id, None)
            if body is not None and isinstance(item, http.HTTPFlow) and item.request.raw_content is None:
                item.request.raw_content = body()
            start = self._file.tell()
            full = start >= unheard.MOST_FLOWS
            if not full:
                self._writer.add(item)
                self._file.flush()  # whoever hears of a flow may read it
                self._on_flow(start, self._file.tell())
        if full:
            self.missed(item.client_conn, FLOWS, f"of all traffic only the first {unheard.MOST_FLOWS} bytes are kept")
        if self._network == "sinkhole" and (gap := waits(item)) is not None:
            self.missed(item.client_conn, *gap)

    # Connections of the app to the proxy.

    def client_connected(self, client: connection.Client) -> None:
        """Note a connection; where it goes is known with its first request."""
        straighten(client, "timestamp_start")
        self._connections.begin(client)

    def meant(self, client_id: str, preamble: Preamble) -> tuple[str, int]:
        """Note where a connection was meant to go, as the agent says; return where that is for mitmproxy."""
        self._connections.meant(client_id, preamble)
        host, port = preamble.destination
        # In a sinkhole the address stands for a name, and nobody else knows which.
        return (preamble.name, port) if preamble.name and self._network == "sinkhole" else (host, port)

    def brought(self, host: str, port: int) -> bool:
        """Whether the agent has brought anything here that was meant for that address."""
        return self._connections.brought(host, port)

    def datagram(self, one: Datagram) -> None:
        """Record a datagram that the agent tells of."""
        with self._lock:
            self._last_activity = time.monotonic()
        self._connections.bring(one.host, one.port)
        self._datagrams.take(one)

    def next_layer(self, data: layer.NextLayer) -> None:
        """Put layers that lose nothing, and in a sinkhole need no server, for those that mitmproxy has chosen."""
        data.layer = chosen(data, self, self._network == "sinkhole")

    def missed(self, client: connection.Client, kind: str, detail: str) -> None:
        """Tell of a gap on a connection."""
        self._unheard.missed(self._connections.row_of(client), kind, detail)

    def unread(self, context: Context, data: bytes, why: str) -> None:
        """Record bytes of which nothing could be made as a raw stream."""
        item = raw_flow(context, data[:MOST_BYTES], why)
        self.tcp_start(item)
        self.tcp_message(item)
        self._end(item)
        self.missed(context.client, UNREAD, f"{why}; the bytes are recorded as they came")

    def holding(self, context: Context, rest: Callable[[], bytes]) -> None:
        """Remember where the bytes are that are still to be read."""
        self._held.setdefault(context.client.id, []).append((context, rest))

    def growing(self, item: http.HTTPFlow, body: Callable[[], bytes]) -> None:
        """Remember where the body of a request is that may never be whole."""
        with self._lock:
            self._growing[item.id] = body

    def client_disconnected(self, client: connection.Client) -> None:
        """Write the connection's row."""
        self._write_connection(client.id)

    def _write_connection(self, client_id: str) -> None:
        for context, rest in self._held.pop(client_id, ()):
            if (left := rest()).strip(b"\r\n"):
                self.unread(
                    context, left, "the connection ended before that was whole, or behind what was answered last"
                )
        if (row := self._connections.end(client_id)) is not None:
            self._on_connection(row)
            if self._network == "sinkhole":
                self._unheard.closed(client_id, row)

    def _spoke(self, client_id: str) -> None:
        self._unheard.spoke(client_id, self._connections.row(client_id))

    def _account(self, client_id: str, sent: int, received: int) -> None:
        with self._lock:
            self._last_activity = time.monotonic()
        self._connections.carried(client_id, sent, received)

    def tls_clienthello(self, data: tls.ClientHelloData) -> None:
        """Agree in a sinkhole to what the app offers to speak, where it is not HTTP: mitmproxy would ask the server."""
        offers = data.client_hello.alpn_protocols
        if self._network == "sinkhole" and offers and not set(offers) & set(HTTP_ALPNS):
            data.context.client.alpn = offers[0]

    def tls_established_client(self, data: tls.TlsData) -> None:
        """The app accepted our certificate: what it sends can be read."""
        self._connections.decrypted(data.conn)
        if data.conn.alpn in HTTP_ALPNS:
            self._spoke(data.conn.id)

    def tls_failed_client(self, data: tls.TlsData) -> None:
        """The app refused our certificate (pinning, own trust store) or spoke broken TLS."""
        self._connections.failed(data.conn)

    def server_connect(self, data: server_hooks.ServerConnectionHookData) -> None:
        """Keep every connection inside when the network is a sinkhole."""
        if self._network == "sinkhole":
            data.server.error = "sinkhole: nothing leaves"

    def server_connect_error(self, data: server_hooks.ServerConnectionHookData) -> None:
        """The server that the app wanted does not answer."""
        if self._network == "live":
            self._connections.unanswered(data.client.id, data.server.error)

    # HTTP and WebSocket.

    def http_connect(self, item: http.HTTPFlow) -> None:
        """A CONNECT request names the connection's destination."""
        self._connections.toward(item.client_conn.id, item.request.host, item.request.port)

    def requestheaders(self, item: http.HTTPFlow) -> None:
        """A request begins."""
        straighten(item.request, "timestamp_start")
        self._connections.toward(item.client_conn.id, item.request.pretty_host, item.request.port)
        self._spoke(item.client_conn.id)
        self._begin(item)

    def request(self, item: http.HTTPFlow) -> Awaitable[None] | None:
        """A request is whole; in a sinkhole it gets its answer here and goes nowhere."""
        straighten(item.request, "timestamp_end")
        self._account(item.client_conn.id, len(item.request.raw_content or b""), 0)
        self._early.soon(item)
        if self._network == "sinkhole":
            if item.response is None and self._player is not None and (played := self._player.answer(item)) is not None:
                return self._give(item, played)
            item.comment = item.comment or "answered by the sinkhole"
            if item.response is None and engineio.polls(item.request):
                return self._poll(item)
            if item.response is None:
                item.response, gap = answer(item.request)
                if gap is not None:
                    self.missed(item.client_conn, *gap)
        return None

    def _give(self, item: http.HTTPFlow, played: Played) -> Awaitable[None] | None:
        if not played.wait_s:
            item.response = played.response
            return None
        return self._wait(item, played)

    async def _wait(self, item: http.HTTPFlow, played: Played) -> None:
        await asyncio.sleep(played.wait_s)
        item.response = played.response

    def replays(self, item: http.HTTPFlow) -> bool:
        """Whether a request of which the head is there may have a recorded answer; that it has none is told."""
        if self._player is None:
            return False
        return self._player.knows(item) or self._player.answer(item) is not None

    def recorded(self, item: http.HTTPFlow) -> http.Response | None:
        """Return the recorded answer to a request; ``None`` for what the sinkhole is to answer."""
        played = self._player.answer(item) if self._player is not None else None
        return played.response if played is not None else None

    def talk(self, item: http.HTTPFlow) -> Speaker | None:
        """Return who answers on a WebSocket that was recorded."""
        return self._player.talk(item) if self._player is not None else None

    async def _poll(self, item: http.HTTPFlow) -> None:
        item.response = await self._polling.answer(item.request)

    def response(self, item: http.HTTPFlow) -> None:
        """A response is whole. A WebSocket goes on; its flow is written at its end."""
        if item.response is not None:
            straighten(item.response, "timestamp_start", "timestamp_end")
            self._account(item.client_conn.id, 0, len(item.response.raw_content or b""))
        passed = item.request.stream or (item.response is not None and item.response.stream)
        if self._network == "live" and passed:
            self._body_cut(item, "was passed on, and is not kept")
        if item.websocket is None:
            self._end(item)

    def websocket_message(self, item: http.HTTPFlow) -> None:
        """Count a WebSocket's bytes."""
        if item.websocket is not None and item.websocket.messages:
            message = item.websocket.messages[-1]
            straighten(message, "timestamp")
            self._said(item.client_conn.id, message.from_client, len(message.content))
            self._early.soon(item)

    def websocket_end(self, item: http.HTTPFlow) -> None:
        """A WebSocket closed."""
        self._end(item)

    # Everything else.

    def error(self, item: flow.Flow) -> None:
        """A flow broke off; what there is of it is evidence too."""
        if item.error is not None and "body_size_limit" in item.error.msg:  # mitmproxy's word for it
            item.error.msg = item.error.msg.replace("mitmproxy's body_size_limit", f"{unheard.MOST_BODY >> 20} MiB")
            self._body_cut(item, "was refused: it is not whole in the recording")
        self._end(item)

    def _body_cut(self, item: flow.Flow, what: str) -> None:
        self.missed(item.client_conn, BODY, f"a body of more than {unheard.MOST_BODY >> 20} MiB {what}")

    def tcp_start(self, item: tcp.TCPFlow) -> None:
        """A raw TCP stream begins."""
        address = item.server_conn.address or ("", 0)
        if name := self._connections.looked_up(item.client_conn.id, address[0]):
            item.metadata[TOLD] = {"host": name}
        self._connections.toward(item.client_conn.id, address[0], address[1])
        self._begin(item)

    def tcp_message(self, item: tcp.TCPFlow) -> None:
        """Count the stream's bytes."""
        message = item.messages[-1]
        straighten(message, "timestamp")
        if message.from_client:
            self._spoke(item.client_conn.id)
        self._said(item.client_conn.id, message.from_client, len(message.content))
        self._early.soon(item)

    def _said(self, client_id: str, from_client: bool, size: int) -> None:
        self._account(client_id, size if from_client else 0, 0 if from_client else size)

    def tcp_end(self, item: tcp.TCPFlow) -> None:
        """A raw TCP stream closed."""
        self._end(item)

    tcp_error = tcp_end

    def udp_start(self, item: udp.UDPFlow) -> None:
        """A raw UDP exchange begins."""
        self._begin(item)

    def udp_end(self, item: udp.UDPFlow) -> None:
        """A raw UDP exchange ended."""
        self._end(item)

    udp_error = udp_end

    def dns_request(self, item: dns.DNSFlow) -> None:
        """A DNS query begins; in a sinkhole it gets its answer here."""
        straighten(item.request, "timestamp")
        self._spoke(item.client_conn.id)
        self._begin(item)
        if self._network == "sinkhole":
            item.comment = "answered by the sinkhole"
            item.response = sinkhole_answer(item.request)

    def dns_response(self, item: dns.DNSFlow) -> None:
        """A DNS query was answered."""
        self._end(item)

    dns_error = dns_response

    def done(self) -> None:
        """Write what has not ended: requests without an answer, open streams and connections."""
        self._datagrams.done()
        with self._lock:
            rest = list(self._unfinished.values())
        for item in rest:
            self._end(item)
        for client_id in self._connections.ids():
            self._write_connection(client_id)
        self._unheard.done()


def _stream(item: flow.Flow) -> bool:
    """Whether a flow may stay open for as long as it likes without anybody's waiting for it."""
    if isinstance(item, http.HTTPFlow):
        return (
            item.websocket is not None
            or (over_http2(item.request) and item.response is not None)
            or engineio.polls(item.request)
        )
    return not isinstance(item, dns.DNSFlow)
