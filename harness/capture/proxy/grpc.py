"""The server's part of gRPC over HTTP/2 in a sinkhole, and of gRPC-Web.

Sources: grpc/grpc ``doc/PROTOCOL-HTTP2.md`` and ``doc/PROTOCOL-WEB.md``. Every call succeeds with one empty message,
which is a valid one of any protobuf type, as ``{}`` is of JSON: an app whose call fails tries the same again or gives
up, one whose call succeeds goes on and says more. The message comes as soon as the app's first is whole, since a
stream's client may wait for it; there is only one, since a client of a call without a stream of answers takes a second
for an error.
"""

import base64

from mitmproxy import http

EMPTY = b"\0\0\0\0\0"
"""A message without content: no compression, a length of zero."""


def over_http2(request: http.Request) -> bool:
    """Whether a request is a call of gRPC proper."""
    kind = _kind(request)
    return request.is_http2 and (kind == "application/grpc" or kind.startswith("application/grpc+"))


def web(request: http.Request) -> bool:
    """Whether a request is a call of gRPC-Web."""
    return _kind(request).startswith("application/grpc-web")


def opened(request: http.Request) -> http.Response:
    """Return the head of a call's answer."""
    answer = http.Response.make(200, b"", {"Content-Type": _kind(request)})
    del answer.headers["content-length"]
    answer.http_version = "HTTP/2.0"
    return answer


def ended() -> http.Headers:
    """Return the trailers of a call that succeeded."""
    return http.Headers(((b"grpc-status", b"0"), (b"grpc-message", b"")))


def web_answer(request: http.Request) -> http.Response:
    """Return the answer to a call of gRPC-Web, whose trailers are the last frame of the body."""
    trailers = b"grpc-status:0\r\n"
    body = EMPTY + b"\x80" + len(trailers).to_bytes(4, "big") + trailers
    kind = _kind(request)
    if kind.startswith("application/grpc-web-text"):
        body = base64.b64encode(body)
    return http.Response.make(200, body, {"Content-Type": kind})


class Messages:
    """Tells when the first message of a body that comes in pieces is whole."""

    def __init__(self) -> None:
        """Nothing has come yet."""
        self._head = b""
        self._size = 0

    def first(self, data: bytes) -> bool:
        """Whether with these bytes the first message is whole."""
        self._head = (self._head + data[:5])[:5]
        self._size += len(data)
        return len(self._head) == 5 and self._size >= 5 + int.from_bytes(self._head[1:], "big")


def _kind(request: http.Request) -> str:
    return str(request.headers.get("content-type", "")).split(";")[0].strip().lower()
