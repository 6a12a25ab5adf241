"""A recorded answer as it is given again: its dates and cookies are as old as they were, its framing is ours."""

import time
import zlib

import brotli  # type: ignore[import-untyped,unused-ignore]
from mitmproxy import http

from harness.capture.proxy import grpc, sunk_websocket

_HOP = (
    "connection", "keep-alive", "proxy-authenticate", "proxy-connection", "te", "trailer", "transfer-encoding",
    "upgrade", "alt-svc",
)  # fmt: skip
"""Of one connection only (RFC 9110, 7.6.1); ``Alt-Svc`` names other ways to the server, which has none here."""
_WITHOUT_BODY = (204, 304)


def response_for(request: http.Request, recorded: http.HTTPFlow) -> http.Response | None:
    """Return the recorded answer for a request; ``None`` when it cannot be one (a WebSocket that is not opened here).

    mitmproxy's ``refresh`` moves ``Date``, ``Expires``, ``Last-Modified`` and cookies' ends by the time that has passed
    since the recording.
    """
    assert recorded.response is not None  # noqa: S101 - for the type checker: a tape has no others
    response = recorded.response.copy()
    if response.timestamp_start:
        response.refresh()
    response.timestamp_start = response.timestamp_end = time.time()
    if response.status_code == 101:
        return _opened(request, response)
    for name in _HOP:
        response.headers.pop(name, None)
    response.http_version, response.reason = request.http_version, ""
    body = response.raw_content or b""
    if "content-encoding" in response.headers and not _is_packed(body, response.headers["content-encoding"]):
        del response.headers["content-encoding"]  # HAR has bodies unpacked
    if request.method != "HEAD" and response.status_code not in _WITHOUT_BODY:
        response.headers["content-length"] = str(len(body))
    else:
        response.raw_content = b""
    if not request.is_http2:
        response.trailers = None  # mitmproxy's HTTP/1 knows none
    elif grpc.over_http2(request):
        _as_grpc(response)
    return response


def _opened(request: http.Request, recorded: http.Response) -> http.Response | None:
    """Open a WebSocket as the recorded server did; extensions are not agreed on, since messages are kept unpacked."""
    if not sunk_websocket.wants(request) or (response := sunk_websocket.accept(request)) is None:
        return None
    chosen = recorded.headers.get("sec-websocket-protocol", "")
    if chosen and chosen in request.headers.get("sec-websocket-protocol", ""):
        response.headers["Sec-WebSocket-Protocol"] = chosen
    for cookie in recorded.headers.get_all("set-cookie"):
        response.headers.add("Set-Cookie", cookie)
    return response


def _as_grpc(response: http.Response) -> None:
    """Have the status of a call in its trailers, wherever the recording has it (a call that failed at once has it in
    the head, and so has a recording that knows no trailers).
    """
    response.headers.pop("content-length", None)
    trailers = response.trailers.copy() if response.trailers else http.Headers()
    for name in ("grpc-status", "grpc-message", "grpc-status-details-bin"):
        said = response.headers.pop(name, None)
        if said is not None and name not in trailers:
            trailers[name] = said
    response.trailers = trailers if "grpc-status" in trailers else grpc.ended()


def _is_packed(body: bytes, packing: str) -> bool:
    """Whether a body is packed as its header says."""
    match packing.strip().lower():
        case "gzip" | "x-gzip":
            return body.startswith(b"\x1f\x8b")
        case "zstd":
            return body.startswith(b"\x28\xb5\x2f\xfd")
        case "deflate":
            return any(_unpacks(body, bits) for bits in (zlib.MAX_WBITS, -zlib.MAX_WBITS))
        case "br":
            try:
                brotli.Decompressor().process(body[:4096])
            except brotli.error:
                return False
            return bool(body)
        case _:
            return True


def _unpacks(body: bytes, bits: int) -> bool:
    try:
        zlib.decompressobj(bits).decompress(body[:4096], 1 << 16)
    except zlib.error:
        return False
    return bool(body)
