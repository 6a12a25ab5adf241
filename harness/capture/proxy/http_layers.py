"""HTTP as mitmproxy's layers speak it, with the server's part of a sinkhole, and without losing what they cannot read.

mitmproxy makes a flow of a request whose head is whole and right, and gives it its body when that is whole. What comes
before and in between is lost there; here it is raw bytes in the recording, or the part of the body that came.
"""

import time
from functools import cached_property

from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.http import HttpLayer, HTTPMode, HttpStream, SendHttp
from mitmproxy.proxy.layers.http._base import ReceiveHttp
from mitmproxy.proxy.layers.http._events import (
    HttpEvent,
    RequestData,
    RequestEndOfMessage,
    RequestHeaders,
    RequestProtocolError,
    RequestTrailers,
    ResponseData,
    ResponseEndOfMessage,
    ResponseHeaders,
    ResponseTrailers,
)
from mitmproxy.proxy.layers.http._hooks import HttpRequestHook, HttpResponseHook
from mitmproxy.proxy.layers.http._http1 import Http1Server
from mitmproxy.proxy.layers.http._http2 import Http2Server

from harness.capture.proxy import grpc
from harness.capture.proxy.sunk import SunkTCP
from harness.capture.proxy.sunk_websocket import SunkWebSocket
from harness.capture.proxy.unheard import CUT, MOST_BYTES, Ear

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
"""What HTTP/2 begins with (RFC 9113, 3.4)."""


class Http(HttpLayer):
    """mitmproxy's HTTP, one connection of a client."""

    def __init__(self, context: Context, mode: HTTPMode, ear: Ear, sunk: bool) -> None:
        """``sunk``: there is no server, and upgrades and gRPC are answered here."""
        super().__init__(context, mode)
        self.ear = ear
        self.sunk = sunk

    def _handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        client = self.context.client
        if isinstance(event, events.Start) and not (client.alpn or b"").startswith(b"h3"):
            kind = _Http2 if client.alpn == b"h2" else _Http1
            self.connections[client] = kind(self.context.fork(), self.ear)
        yield from super()._handle_event(event)

    def make_stream(self, stream_id: int) -> layer.CommandGenerator[None]:
        """Begin a request."""
        self.streams[stream_id] = Stream(self.context.fork(), stream_id, self.ear, self.sunk)
        yield from self.event_to_child(self.streams[stream_id], events.Start())


class Stream(HttpStream):
    """One request and its answer."""

    def __init__(self, context: Context, stream_id: int, ear: Ear, sunk: bool) -> None:
        """Nothing has come yet."""
        super().__init__(context, stream_id)
        self._ear = ear
        self._sunk = sunk
        self._messages = grpc.Messages()
        self._answered = False

    @cached_property
    def mode(self) -> HTTPMode:
        """An app's own CONNECT, to a proxy that it knows, is taken in a sinkhole as to a proxy's port."""
        if self._sunk and self.flow.request.method == "CONNECT":
            return HTTPMode.regular
        return super().mode

    def state_wait_for_request_headers(self, event: RequestHeaders) -> layer.CommandGenerator[None]:
        """A request's head is there; of its body so much is kept as came, whatever becomes of it."""
        yield from super().state_wait_for_request_headers(event)
        if self.client_state != self.state_consume_request_body:
            return
        self._ear.growing(self.flow, lambda: bytes(self.request_body_buf))
        if self._sunk and grpc.over_http2(self.flow.request):
            self.client_state = self.state_grpc
            self.flow.response = grpc.opened(self.flow.request)
            self.flow.response.timestamp_start = time.time()
            yield SendHttp(ResponseHeaders(self.stream_id, self.flow.response, False), self.context.client)

    def state_grpc(self, event: HttpEvent) -> layer.CommandGenerator[None]:
        """Take a call's messages, and answer without waiting for its end, which a stream may never have."""
        if isinstance(event, RequestData):
            if len(self.request_body_buf) + len(event.data) <= MOST_BYTES:
                self.request_body_buf += event.data
            else:
                told = f"of a gRPC call only the first {MOST_BYTES >> 20} MiB are kept"
                self._ear.missed(self.context.client, CUT, told)
            if not self._answered and self._messages.first(event.data):
                self._answered = True
                yield SendHttp(ResponseData(self.stream_id, grpc.EMPTY), self.context.client)
        elif isinstance(event, RequestTrailers):
            self.flow.request.trailers = event.trailers
        elif isinstance(event, RequestEndOfMessage):
            yield from self._called()

    def _called(self) -> layer.CommandGenerator[None]:
        request, response = self.flow.request, self.flow.response
        assert response is not None  # noqa: S101 - for the type checker: made with the head
        request.timestamp_end = time.time()
        request.data.content = bytes(self.request_body_buf)
        self.client_state = self.state_done
        yield HttpRequestHook(self.flow)
        response.data.content = grpc.EMPTY if self._answered else b""
        response.trailers = grpc.ended()
        response.timestamp_end = time.time()
        self.server_state = self.state_done
        yield HttpResponseHook(self.flow)
        yield SendHttp(ResponseTrailers(self.stream_id, response.trailers), self.context.client)
        yield from self.flow_done()

    def flow_done(self) -> layer.CommandGenerator[None]:
        """Go on with another protocol in a sinkhole, where there is no server for mitmproxy's layers to pass it to."""
        if not self._sunk or self.flow.response is None or self.flow.response.status_code != 101:
            yield from super().flow_done()
            return
        if self.flow.websocket is not None:
            self.child_layer = SunkWebSocket(self.context, self.flow, self._ear)
        else:
            self.flow.live = False
            self.child_layer = SunkTCP(self.context, self._ear)
        self._handle_event = self.passthrough
        yield from self.child_layer.handle_event(events.Start())
        yield SendHttp(ResponseEndOfMessage(self.stream_id), self.context.client)


class _Http1(Http1Server):
    """mitmproxy's HTTP/1 towards the app."""

    def __init__(self, context: Context, ear: Ear) -> None:
        super().__init__(context)
        self._ear = ear

    def read_headers(self, event: events.ConnectionEvent) -> layer.CommandGenerator[None]:
        """Read a head; what is none is kept as it came."""
        before = bytes(self.buf)
        yield from super().read_headers(event)
        if isinstance(event, events.ConnectionClosed):
            if before.strip():
                self._ear.unread(self.context, before, "the app closed the connection within the head of a request")
        elif self.state == self.done and self.request is None:
            self._ear.unread(self.context, before, "what came is no request of HTTP/1")

    def read_body(self, event: events.Event) -> layer.CommandGenerator[None]:
        """Read a body; what is none, or comes behind it, is kept as it came."""
        try:
            for command in super().read_body(event):
                yield command
                failed = isinstance(command, ReceiveHttp) and isinstance(command.event, RequestProtocolError)
                if failed and len(self.buf):
                    self._ear.unread(self.context, bytes(self.buf), "what came is no body of a request of HTTP/1")
        except NotImplementedError as error:  # trailers behind a body in chunks
            if isinstance(event, events.DataReceived):
                self._ear.unread(self.context, event.data, f"mitmproxy does not read it: {error}")
            yield commands.CloseConnection(self.conn)
            yield ReceiveHttp(RequestProtocolError(self.stream_id, str(error)))
            self.state = self.done


class _Http2(Http2Server):
    """mitmproxy's HTTP/2 towards the app."""

    def __init__(self, context: Context, ear: Ear) -> None:
        super().__init__(context)
        self._ear = ear
        self._last = b""

    def _handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        if isinstance(event, events.DataReceived):
            self._last = event.data
        yield from super()._handle_event(event)

    def protocol_error(self, message: str, *args: int) -> layer.CommandGenerator[None]:
        """Close a connection whose frames cannot be read, and keep what came last."""
        self._ear.unread(self.context, self._last, message)
        yield from super().protocol_error(message, *args)
