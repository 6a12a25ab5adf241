"""What the sinkhole answers to a request: what a client that asked so takes for a success without content."""

from mitmproxy import http

from harness.capture.proxy import grpc, sunk_websocket
from harness.capture.proxy.unheard import REFUSED

SINKHOLE_BODY = b"{}"
"""An empty JSON object, which most clients accept."""
_PROTOBUF = frozenset(
    {"application/x-protobuf", "application/protobuf", "application/vnd.google.protobuf", "application/proto"}
)
_EVENTS = b"retry: 86400000\n\n"
"""A stream of events that ends at once, and is not to be asked for again within a run (HTML standard, 9.2.6)."""


def answer(request: http.Request) -> tuple[http.Response, tuple[str, str] | None]:
    """Return the answer, and the gap (kind, detail) where a wish for another protocol was refused.

    A WebSocket is accepted. So is any other protocol but TLS, of which the bytes are then raw TCP; a wish for HTTP/2
    without TLS (RFC 7540, 3.2) may be passed over, and the request is answered.
    """
    if wishes := _upgrades(request):
        if "websocket" in wishes:
            if (opened := sunk_websocket.accept(request)) is not None:
                return opened, None
            refused = http.Response.make(426, b"", {"Sec-WebSocket-Version": sunk_websocket.VERSION})
            return refused, (REFUSED, "the app asked for a WebSocket in a way that RFC 6455 does not know")
        wish = wishes[0]
        if wish.startswith("tls/") or not request.is_http11:
            return _usual(request), (REFUSED, f"the app asked for the protocol {wish[:80]!r} and did not get it")
        if wish != "h2c":
            switched = http.Response.make(101, b"", {"Upgrade": wish[:200], "Connection": "Upgrade"})
            del switched.headers["content-length"]
            return switched, None
    return _usual(request), None


def _usual(request: http.Request) -> http.Response:
    if grpc.web(request):
        return grpc.web_answer(request)
    wanted = request.headers.get("accept", "").lower()
    if "text/event-stream" in wanted:
        return http.Response.make(200, _EVENTS, {"Content-Type": "text/event-stream"})
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind in _PROTOBUF and "json" not in wanted:
        return http.Response.make(200, b"", {"Content-Type": kind})  # the default of any message
    return http.Response.make(200, SINKHOLE_BODY, {"Content-Type": "application/json"})


def _upgrades(request: http.Request) -> list[str]:
    """Return the protocols that a request asks for, in lower case."""
    if sunk_websocket.wants(request):
        return ["websocket"]
    options = ",".join(request.headers.get_all("connection")).lower().split(",")
    if "upgrade" not in [option.strip() for option in options]:
        return []
    asked = ",".join(request.headers.get_all("upgrade")).lower().split(",")
    return [token.strip() for token in asked if token.strip()]
