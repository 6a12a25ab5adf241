"""HTTP as mitmproxy's layers speak it, with the server's part of a sinkhole, and without losing what they cannot read.

mitmproxy makes a flow of a request whose head is whole and right, and gives it its body when that is whole. What comes
before and in between is lost there; here it is raw bytes in the recording, or the part of the body that came.
"""

import time
from functools import cached_property

import h2.events
from mitmproxy import http
from mitmproxy.net.http import http1
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
        self._said = b""

    @cached_property
    def mode(self) -> HTTPMode:
        """An app's own CONNECT, to a proxy that it knows, is taken in a sinkhole as to a proxy's port."""
        if self._sunk and self.flow.request.method == "CONNECT":
            return HTTPMode.regular
        return super().mode

    def state_wait_for_request_headers(self, event: RequestHeaders) -> layer.CommandGenerator[None]:
        """A request's head is there; of its body so much is kept as came, whatever becomes of it."""
        yield from super().state_wait_for_request_headers(event)
        if self.client_state == self.state_errored and self.flow.error is None:
            head = http1.assemble_request_head(self.flow.request)
            self._ear.unread(self.context, head, "what came is a request that does not say to whom")
        elif self.client_state == self.state_consume_request_body and self._sunk and grpc.over_http2(self.flow.request):
            self.client_state = self.state_grpc
            if not self._ear.replays(self.flow):  # which answer was recorded is known with the first message
                yield from self._begin_answer(grpc.opened(self.flow.request))

    def check_invalid(self, request: bool) -> layer.CommandGenerator[bool]:
        """Say where the body is before anybody hears of the request."""
        if request and self.flow.request.method != "CONNECT":
            self._ear.growing(self.flow, self._body)
        return (yield from super().check_invalid(request))

    def _body(self) -> bytes:
        """What has come of the body; of an app that has gone it may not have been looked at yet."""
        waiting = (event.data for event in self._paused_event_queue if isinstance(event, RequestData))
        return bytes(self.request_body_buf) + b"".join(waiting)

    def state_grpc(self, event: HttpEvent) -> layer.CommandGenerator[None]:
        """Take a call's messages, and answer without waiting for its end, which a stream may never have."""
        if isinstance(event, RequestData):
            if len(self.request_body_buf) + len(event.data) <= MOST_BYTES:
                self.request_body_buf += event.data
            else:
                told = f"of a gRPC call only the first {MOST_BYTES >> 20} MiB are kept"
                self._ear.missed(self.context.client, CUT, told)
            if not self._answered and self._messages.first(event.data):
                yield from self._answer()
        elif isinstance(event, RequestTrailers):
            self.flow.request.trailers = event.trailers
        elif isinstance(event, RequestEndOfMessage):
            yield from self._called()

    def _begin_answer(self, response: http.Response) -> layer.CommandGenerator[None]:
        self.flow.response = response
        response.timestamp_start = time.time()
        yield SendHttp(ResponseHeaders(self.stream_id, response, False), self.context.client)

    def _answer(self) -> layer.CommandGenerator[None]:
        """Answer the first message: with all that was recorded, or one that is empty."""
        self._answered, self._said = True, grpc.EMPTY if self.request_body_buf else b""
        if self.flow.response is None:
            self.flow.request.data.content = bytes(self.request_body_buf)
            if (found := self._ear.recorded(self.flow)) is not None:
                self._said = found.raw_content or b""
            yield from self._begin_answer(found or grpc.opened(self.flow.request))
        if self._said:
            yield SendHttp(ResponseData(self.stream_id, self._said), self.context.client)

    def _called(self) -> layer.CommandGenerator[None]:
        request = self.flow.request
        if self.flow.response is None:  # a call without a message
            yield from self._answer()
        response = self.flow.response
        assert response is not None  # noqa: S101 - for the type checker: made with the answer
        request.timestamp_end = time.time()
        request.data.content = bytes(self.request_body_buf)
        self.client_state = self.state_done
        yield HttpRequestHook(self.flow)
        response.data.content = self._said
        response.trailers = response.trailers or grpc.ended()
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
    """mitmproxy's HTTP/1 towards the app. What is left in its buffer at the end is in no request."""

    def __init__(self, context: Context, ear: Ear) -> None:
        super().__init__(context)
        self._ear = ear
        ear.holding(context, lambda: bytes(self.buf))

    def read_headers(self, event: events.ConnectionEvent) -> layer.CommandGenerator[None]:
        """Read a head; what is none is kept as it came."""
        before = bytes(self.buf)
        yield from super().read_headers(event)
        if isinstance(event, events.DataReceived) and self.state == self.done and self.request is None:
            self.buf = type(self.buf)()
            self._ear.unread(self.context, before, "what came is no request of HTTP/1")

    def read_body(self, event: events.Event) -> layer.CommandGenerator[None]:
        """Read a body; what mitmproxy cannot read of it, or does not know (trailers), is kept as it came.

        mitmproxy goes on reading behind a mistake, and each line that it takes for another one is lost.
        """
        before, why = bytes(self.buf), ""
        try:
            for command in super().read_body(event):
                if isinstance(command, ReceiveHttp) and isinstance(command.event, RequestProtocolError):
                    why = "what came is no body of HTTP/1"
                yield command
        except NotImplementedError as error:
            why = f"mitmproxy does not read it: {error}"
            yield commands.CloseConnection(self.conn)
            yield ReceiveHttp(RequestProtocolError(self.stream_id, str(error), RequestProtocolError.code))
        if why and isinstance(event, events.DataReceived):
            self.buf = type(self.buf)()
            self._ear.unread(self.context, before, why)
            self.state = self.done


class _Http2(Http2Server):
    """mitmproxy's HTTP/2 towards the app."""

    def __init__(self, context: Context, ear: Ear) -> None:
        super().__init__(context)
        self._ear = ear
        self._last = b""
        self._held = b""
        ear.holding(context, lambda: self._held)

    def _handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        if isinstance(event, events.DataReceived):
            self._last = event.data
            self._held += event.data
        yield from super()._handle_event(event)
        if isinstance(event, events.DataReceived) and not self._in_a_frame():
            self._held = b""

    def _in_a_frame(self) -> bool:
        """Whether there is a frame, or a head in several, of which the rest is still to come."""
        buffer = self.h2_conn.incoming_buffer
        # ``_data`` from h2 4.2 on
        return bool(getattr(buffer, "_data", None) or getattr(buffer, "data", None) or buffer._headers_buffer)

    def handle_h2_event(self, event: h2.events.Event) -> layer.CommandGenerator[bool]:
        """Keep a frame of a kind that nobody knows, which HTTP/2 lets a server pass over."""
        if isinstance(event, h2.events.UnknownFrameReceived):
            self._ear.unread(self.context, bytes(event.frame.body), "what came is a frame of HTTP/2 of an unknown kind")
        return (yield from super().handle_h2_event(event))

    def protocol_error(self, message: str, *args: int) -> layer.CommandGenerator[None]:
        """Close a connection whose frames cannot be read, and keep what came last."""
        self._ear.unread(self.context, self._held or self._last, message)
        self._held = b""
        yield from super().protocol_error(message, *args)
