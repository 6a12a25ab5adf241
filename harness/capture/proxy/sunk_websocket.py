"""WebSocket in a sinkhole: accepted without a server, and everything the app says on it recorded (RFC 6455)."""

import time
from collections.abc import Sequence
from typing import Any

import wsproto.events
import wsproto.utilities
from mitmproxy import http, websocket
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.websocket import WebsocketEndHook, WebsocketMessageHook, WebsocketStartHook
from wsproto.connection import Connection, ConnectionState, ConnectionType
from wsproto.frame_protocol import Opcode

from harness.capture.proxy.engineio import Said
from harness.capture.proxy.speakers import speaker
from harness.capture.proxy.unheard import CUT, MOST_BYTES, UNANSWERED, Ear, Room

VERSION = "13"
_KEY_LENGTH = 24
"""Of the 16 random bytes of ``Sec-WebSocket-Key``, in base64."""


def wants(request: http.Request) -> bool:
    """Whether a request asks for a WebSocket, rightly or not."""
    asked = ",".join(request.headers.get_all("upgrade")).lower()
    return "websocket" in [token.strip() for token in asked.split(",")]


def accept(request: http.Request) -> http.Response | None:
    """Return the answer that opens a WebSocket; ``None`` when the request is not one that RFC 6455 lets open it.

    The first subprotocol offered is chosen; no extension is, so that every frame is as the app wrote it.
    """
    key = request.headers.get("sec-websocket-key", "").strip()
    if not request.is_http11 or request.method != "GET" or len(key) != _KEY_LENGTH or not key.isascii():
        return None
    if request.headers.get("sec-websocket-version", "").strip() != VERSION:
        return None
    answer = http.Response.make(101, b"", {"Upgrade": "websocket", "Connection": "Upgrade"})
    del answer.headers["content-length"]
    answer.headers["Sec-WebSocket-Accept"] = wsproto.utilities.generate_accept_token(key.encode()).decode()
    if offered := _subprotocols(request):
        answer.headers["Sec-WebSocket-Protocol"] = offered[0]
    return answer


def _subprotocols(request: http.Request) -> Sequence[str]:
    given = ",".join(request.headers.get_all("sec-websocket-protocol")).split(",")
    return [name.strip() for name in given if name.strip()]


class SunkWebSocket(layer.Layer):
    """Stands in for mitmproxy's ``WebsocketLayer``, which would need a server."""

    def __init__(self, context: Context, flow: http.HTTPFlow, ear: Ear) -> None:
        """``flow`` has the handshake. Who answers is the recorded server, or one that knows the protocol."""
        super().__init__(context)
        self.flow = flow
        self._ear = ear
        self._room = Room()
        self._ws = Connection(ConnectionType.SERVER)
        self._parts: list[bytes] = []
        self._kind = Opcode.BINARY
        chosen = flow.response.headers.get("sec-websocket-protocol", "") if flow.response else ""
        self._speaker = ear.talk(flow) or speaker(flow.request, chosen)

    def _handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        if isinstance(event, events.Start):
            yield WebsocketStartHook(self.flow)
            for said in self._speaker.begin() if self._speaker else ():
                yield from self._say(said)
        elif self._ws.state is not ConnectionState.CLOSED and isinstance(event, events.DataReceived):
            self._ws.receive_data(event.data)
            yield from self._take(event.data)
        elif self._ws.state is not ConnectionState.CLOSED and isinstance(event, events.ConnectionClosed):
            self._ws.receive_data(None)
            yield from self._take(b"")

    def _take(self, raw: bytes) -> layer.CommandGenerator[None]:
        for event in self._ws.events():
            if isinstance(event, wsproto.events.Message):
                yield from self._part(event)
            elif isinstance(event, wsproto.events.Ping | wsproto.events.Pong):
                ping = isinstance(event, wsproto.events.Ping)
                if event.payload:
                    yield from self._note(Opcode.PING if ping else Opcode.PONG, True, bytes(event.payload))
                if isinstance(event, wsproto.events.Ping):
                    yield commands.SendData(self.context.client, self._ws.send(event.response()))
            elif isinstance(event, wsproto.events.CloseConnection):
                yield from self._end(event, raw)
                return

    def _part(self, event: "wsproto.events.Message[Any]") -> layer.CommandGenerator[None]:
        text = isinstance(event.data, str)
        data = event.data.encode() if isinstance(event.data, str) else bytes(event.data)
        self._kind = Opcode.TEXT if text else Opcode.BINARY
        if self._room.take(len(data), 0):
            self._parts.append(data)
        else:
            self._cut()
        if not event.message_finished:
            return
        whole, self._parts = b"".join(self._parts), []
        yield from self._note(self._kind, True, whole, 0)
        for said in self._speaker.hear(whole.decode() if text else whole) if self._speaker else ():
            yield from self._say(said)
        if self._speaker is None or not self._speaker.answers:
            self._ear.missed(
                self.context.client,
                UNANSWERED,
                "the app spoke on a WebSocket, on which the sinkhole says nothing; what it would have said after an "
                "answer is not known",
            )

    def _say(self, said: Said) -> layer.CommandGenerator[None]:
        if self._ws.state is not ConnectionState.OPEN:
            return
        if isinstance(said, str):
            yield commands.SendData(self.context.client, self._ws.send(wsproto.events.TextMessage(said)))
            yield from self._note(Opcode.TEXT, False, said.encode())
        else:
            yield commands.SendData(self.context.client, self._ws.send(wsproto.events.BytesMessage(said)))
            yield from self._note(Opcode.BINARY, False, said)

    def _note(
        self, kind: Opcode, from_client: bool, data: bytes, size: int | None = None
    ) -> layer.CommandGenerator[None]:
        """Record a message, of which ``size`` bytes have not been counted yet."""
        if not self._room.take(len(data) if size is None else size) and not (size == 0 and data):
            self._cut()
            return
        assert self.flow.websocket is not None  # noqa: S101 - for the type checker: set with the answer 101
        self.flow.websocket.messages.append(websocket.WebSocketMessage(kind, from_client, data))
        yield WebsocketMessageHook(self.flow)

    def _cut(self) -> None:
        self._ear.missed(self.context.client, CUT, f"of a WebSocket only the first {MOST_BYTES >> 20} MiB are kept")

    def _end(self, event: wsproto.events.CloseConnection, raw: bytes) -> layer.CommandGenerator[None]:
        rest, self._parts = b"".join(self._parts), []
        if rest:  # of a message whose last frame never came
            yield from self._note(self._kind, True, rest, 0)
        broken = self._ws.state is ConnectionState.OPEN
        if broken:  # the frames are not as they should be, and nobody else will read them
            self._ear.unread(self.context, raw, f"what came on a WebSocket are no frames ({event.reason})")
        if self._ws.state is not ConnectionState.CLOSED:
            yield commands.SendData(self.context.client, self._ws.send(event.response() if not broken else event))
        self._ws.receive_data(None)
        list(self._ws.events())
        yield commands.CloseConnection(self.context.client)
        data = self.flow.websocket
        assert data is not None  # noqa: S101 - as above
        data.timestamp_end = time.time()
        data.closed_by_client = not broken
        data.close_code, data.close_reason = event.code, event.reason
        yield WebsocketEndHook(self.flow)
        self.flow.live = False
