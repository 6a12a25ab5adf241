"""Writing HAR 1.2, one entry at a time."""

import base64
import datetime as dt
import ipaddress
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec

from harness import __version__
from harness.evidence.exchange import Exchange, Message, header
from harness.evidence.har_url import uri
from harness.files.write import replacing

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


Marks = Callable[[Exchange], dict[str, Any]]
"""Returns what is to stand in an entry's ``_harness`` besides; empty: nothing."""


def write_har(
    exchanges: Iterable[Exchange], path: Path, app: str = "", marks: Marks = lambda exchange: {}
) -> tuple[int, dict[str, int]]:
    """Write ``exchanges`` to ``path``; return how many, and by kind how many HAR cannot hold (DNS, TCP, UDP).

    ``app`` is the package whose traffic it is, where that is known: it is told as tweasel tells it.

    The file appears whole or not at all. Raises :class:`RecordingError` and ``WriteError``.
    """
    written, left_out = 0, Counter[str]()
    creator = {"name": "harness", "version": __version__}
    with replacing(path) as file:
        whose = b', "_tweasel": ' + msgspec.json.encode({"apps": [{"id": app}]}) if app else b""
        head = b'{"log": {"version": "1.2", "creator": ' + msgspec.json.encode(creator) + whose
        file.write(head + b', "entries": [\n')
        for exchange in exchanges:
            if exchange.kind not in ("http", "websocket"):
                left_out[exchange.kind] += 1
                continue
            file.write((b",\n" if written else b"") + msgspec.json.encode(_entry(exchange, marks(exchange))))
            written += 1
        file.write(b"\n]}}\n")
    return written, dict(sorted(left_out.items()))


def _entry(exchange: Exchange, marks: dict[str, Any]) -> dict[str, Any]:
    started = (_EPOCH + dt.timedelta(microseconds=exchange.time_us)).isoformat(timespec="microseconds")
    request: dict[str, Any] = {
        "method": _clean(exchange.method),
        "url": uri(exchange.url),
        "httpVersion": "",
        "cookies": [],
        "headers": _pairs(exchange.request_headers),
        "queryString": [],
        "headersSize": -1,
        "bodySize": len(exchange.request_body),
    }
    if exchange.request_body:
        mime = header(exchange.request_headers, "content-type")
        request["postData"] = {"mimeType": _clean(mime), "params": [], **_request_text(exchange)}
    content: dict[str, Any] = {
        "size": len(exchange.response_body),
        "mimeType": _clean(header(exchange.response_headers, "content-type")),
    }
    if exchange.response_body:
        content |= _text(exchange.response_body)
    entry: dict[str, Any] = {
        "startedDateTime": started,
        "time": 0,
        "request": request,
        "response": {
            "status": exchange.status,
            "statusText": "",
            "httpVersion": "",
            "cookies": [],
            "headers": _pairs(exchange.response_headers),
            "content": content,
            "redirectURL": _clean(header(exchange.response_headers, "location")),
            "headersSize": -1,
            "bodySize": len(exchange.response_body),
        },
        "cache": {},
        "timings": {"send": 0, "wait": 0, "receive": 0},
    }
    if _is_address(exchange.server_ip):
        entry["serverIPAddress"] = _clean(exchange.server_ip)
    if exchange.connection:
        entry["connection"] = _clean(exchange.connection)
    if said := _ours(exchange, marks):
        entry["_harness"] = said
    if exchange.kind == "websocket":
        entry["_webSocketMessages"] = [_message(message) for message in exchange.messages]
    return entry


def _ours(exchange: Exchange, marks: dict[str, Any]) -> dict[str, Any] | None:
    """Return what HAR cannot say; also where a reader would take an empty body for one that was not kept."""
    sent: dict[str, Any] = {"app": _clean(exchange.app)} if exchange.app else {}
    if uri(exchange.url) != exchange.url == _clean(exchange.url):
        sent["url"] = exchange.url
    sent |= _cleaned(marks)
    if exchange.lossy or exchange.unreadable:
        return {"lossy": exchange.lossy, "unreadable": _clean(exchange.unreadable), **sent}
    declared = header(exchange.request_headers, "content-length").strip()
    emptied = not exchange.request_body and declared not in ("", "0")
    return {"lossy": False, **sent} if emptied or sent else None


def _cleaned(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _cleaned(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_cleaned(each) for each in value]
    return _clean(value) if isinstance(value, str) else value


def _text(data: bytes) -> dict[str, str]:
    try:
        return {"text": data.decode()}
    except UnicodeDecodeError:
        return {"text": base64.b64encode(data).decode(), "encoding": "base64"}


def _request_text(exchange: Exchange) -> dict[str, str]:
    """Return a request's body: text that is not ASCII would be taken for a recorder's guess, so it goes as bytes."""
    if exchange.request_body.isascii():
        return _text(exchange.request_body)
    return {"text": base64.b64encode(exchange.request_body).decode(), "encoding": "base64"}


def _message(message: Message) -> dict[str, Any]:
    try:
        opcode, data = 1, message.data.decode()
    except UnicodeDecodeError:
        opcode, data = 2, base64.b64encode(message.data).decode()
    kind = "send" if message.from_client else "receive"
    return {"type": kind, "time": message.time_us / 1_000_000, "opcode": opcode, "data": data}


def _pairs(headers: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": _clean(name), "value": _clean(value)} for name, value in headers]


def _clean(text: str) -> str:
    """Return ``text`` without the half characters that JSON cannot hold."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8", "replace")


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
