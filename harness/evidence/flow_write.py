"""An exchange as one of mitmproxy's flows, so that recordings of other formats become bundles."""

from mitmproxy import connection, http, websocket
from wsproto.frame_protocol import Opcode

from harness.evidence.exchange import Exchange, Message
from harness.evidence.flows import TOLD, exchange_from_flow

_TOLD_FIELDS = ("url", "host", "port", "scheme", "method", "unreadable", "app")


def flow_from_exchange(exchange: Exchange) -> http.HTTPFlow:
    """Return an HTTP or WebSocket exchange as a flow that reads back as the same exchange.

    What a flow would say otherwise (an address in another spelling) or cannot say (a body kept only as text) stands in
    the flow's metadata. Raises ``ValueError`` for an exchange of another kind.
    """
    if exchange.kind not in ("http", "websocket"):
        raise ValueError(f"an exchange of kind {exchange.kind} is no HTTP")
    seconds = exchange.time_us / 1_000_000
    client = connection.Client(
        peername=("127.0.0.1", exchange.client_port), sockname=("127.0.0.1", 0), timestamp_start=seconds
    )
    client.id = exchange.connection
    server = connection.Server(address=(exchange.host or "unknown", exchange.port))
    if exchange.server_ip:
        server.peername = (exchange.server_ip, exchange.port)
    item = http.HTTPFlow(client, server)
    item.id, item.timestamp_created = exchange.id, seconds
    item.request = http.Request(
        host=exchange.host,
        port=exchange.port,
        method=exchange.method.encode("utf-8", "replace"),
        scheme=exchange.scheme.encode("utf-8", "replace"),
        authority=b"",
        path=path_of(exchange.url),
        http_version=b"HTTP/1.1",
        headers=_headers(exchange.request_headers),
        content=exchange.request_body,
        trailers=None,
        timestamp_start=seconds,
        timestamp_end=seconds,
    )
    if exchange.status or exchange.response_headers or exchange.response_body:
        item.response = http.Response(
            http_version=b"HTTP/1.1",
            status_code=exchange.status,
            reason=b"",
            headers=_headers(exchange.response_headers),
            content=exchange.response_body,
            trailers=None,
            timestamp_start=seconds,
            timestamp_end=seconds,
        )
    if exchange.kind == "websocket":
        item.websocket = websocket.WebSocketData(messages=[_message(message) for message in exchange.messages])
    _tell(item, exchange)
    return item


def _tell(item: http.HTTPFlow, exchange: Exchange) -> None:
    """Write down what reading the flow back would get wrong."""
    back = exchange_from_flow(item, exchange.index)
    told = {name: getattr(exchange, name) for name in _TOLD_FIELDS if getattr(exchange, name) != getattr(back, name)}
    if exchange.lossy:
        told["lossy"] = True
    if told:
        item.metadata[TOLD] = told


def path_of(url: str) -> bytes:
    """Return the bytes of a URL's path and query."""
    rest = url.partition("://")[2] or url
    slash = min((at for at in (rest.find("/"), rest.find("?")) if at >= 0), default=len(rest))
    return (rest[slash:] or "/").encode("utf-8", "surrogateescape")


def _headers(pairs: list[tuple[str, str]]) -> http.Headers:
    return http.Headers(
        [(name.encode("latin-1", "replace"), value.encode("utf-8", "surrogateescape")) for name, value in pairs]
    )


def _message(message: Message) -> websocket.WebSocketMessage:
    try:
        message.data.decode()
        kind = Opcode.TEXT
    except UnicodeDecodeError:
        kind = Opcode.BINARY
    return websocket.WebSocketMessage(kind, message.from_client, message.data, message.time_us / 1_000_000)
