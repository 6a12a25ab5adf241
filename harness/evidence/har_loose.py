"""A HAR entry that is not as HAR says, as far as it can be understood: numbers for texts, pairs as lists, odd bytes."""

import datetime as dt
import json
from typing import Any

from harness.evidence.har_body import utf8
from harness.evidence.har_schema import (
    Content,
    Entry,
    Ours,
    Pair,
    Param,
    PostData,
    Request,
    Response,
    WebSocketClose,
    WebSocketMessage,
)  # fmt: skip

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MOST = 1e18
"""A number beyond this is no size, status or time."""


def understood(entry: object) -> Entry:
    """Return an entry of whatever JSON stands in its place. Raises ``ValueError`` where it has no request or no URL.

    Only bodies and fields that are bytes may hold lone surrogates (``surrogateescape``); names, headers and URLs are
    as they are read from mitmproxy's flows: what is no UTF-8 is replaced in them, and escaped in a URL.
    """
    if not isinstance(entry, dict):
        raise ValueError("it is no object")
    asked = entry.get("request")
    if not isinstance(asked, dict):
        raise ValueError("it has no request")
    url = asked.get("url")
    if not isinstance(url, str) or not url:
        raise ValueError("its request has no url")
    messages = entry.get("_webSocketMessages")
    return Entry(
        request=Request(
            method=_clean(asked.get("method")),
            url=utf8(url).decode("utf-8", "surrogateescape"),
            headers=_headers(asked.get("headers")),
            post=_post(asked.get("postData")),
            query=_pairs(asked.get("queryString")),
            cookies=_headers(asked.get("cookies")),
            size=_number(asked.get("bodySize")),
            content=_content(asked.get("_content")),
            status=_clean(asked.get("_requestBodyStatus")) or None,
        ),
        started=_moment(entry.get("startedDateTime")),
        response=_response(entry.get("response")),
        server_ip=_clean(entry.get("serverIPAddress")),
        connection=_clean(entry.get("connection")),
        messages=[_message(item) for item in messages if isinstance(item, dict)]
        if isinstance(messages, list)
        else None,
        close=_close(entry.get("_webSocketClose")),
        ours=_ours(entry.get("_harness")),
    )


def _text(value: object) -> str:
    """Return what stands where a text belongs as one: numbers as they are written, nested values as JSON."""
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def _clean(value: object) -> str:
    text = _text(value)
    return text if text.isascii() else utf8(text).decode("utf-8", "replace")


def _number(value: Any) -> float:
    try:
        number = float(value or 0)
    except (TypeError, ValueError, OverflowError):
        return 0
    return number if abs(number) < _MOST else 0


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _pairs(value: object) -> list[Pair]:
    """Return pairs that are objects, lists of two (Slack's, says mitmproxy's reader), or the members of one object."""
    if isinstance(value, dict):
        return [Pair(name, _text(text)) for name, text in value.items()]
    found = []
    for item in _list(value):
        if isinstance(item, dict):
            found.append(Pair(_text(item.get("name")), _text(item.get("value"))))
        elif isinstance(item, list) and len(item) == 2:
            found.append(Pair(_text(item[0]), _text(item[1])))
    return found


def _headers(value: object) -> list[Pair]:
    return [Pair(_clean(pair.name), _clean(pair.value)) for pair in _pairs(value)]


def _post(value: object) -> PostData | None:
    if isinstance(value, str):
        return PostData(text=value)
    if not isinstance(value, dict):
        return None
    return PostData(
        text=_text(value.get("text")),
        params=[_param(item) for item in _list(value.get("params")) if isinstance(item, dict)],
        encoding=_text(value.get("encoding")),
        mime=_clean(value.get("mimeType")),
        file=_clean(value.get("_file")) or None,
        sha1=_clean(value.get("_sha1")) or None,
    )


def _param(item: dict[str, Any]) -> Param:
    kept = None if item.get("value") is None else _text(item["value"])
    return Param(_text(item.get("name")), kept, _text(item.get("fileName")), _text(item.get("contentType")))


def _response(value: object) -> Response | None:
    if not isinstance(value, dict):
        return None
    return Response(
        status=_number(value.get("status")),
        headers=_headers(value.get("headers")),
        cookies=_headers(value.get("cookies")),
        content=_content(value.get("content")),
    )


def _content(value: object) -> Content | None:
    if not isinstance(value, dict):
        return None
    return Content(
        text=_text(value.get("text")),
        encoding=_text(value.get("encoding")),
        size=_number(value.get("size")),
        file=_clean(value.get("_file")) or None,
        sha1=_clean(value.get("_sha1")) or None,
    )


def _message(value: dict[str, Any]) -> WebSocketMessage:
    opcode = value.get("opcode")
    return WebSocketMessage(
        type=_text(value.get("type")),
        data=_text(value.get("data")),
        time=_number(value.get("time")),
        opcode=1 if opcode is None else _number(opcode),
        encoding=_text(value.get("encoding")),
    )


def _close(value: object) -> WebSocketClose | None:
    if not isinstance(value, dict):
        return None
    return WebSocketClose(_text(value.get("reason")), _number(value.get("timestamp")))


def _ours(value: object) -> Ours | None:
    if not isinstance(value, dict):
        return None
    return Ours(
        value.get("lossy") is True, _clean(value.get("unreadable")), _clean(value.get("app")), _clean(value.get("url"))
    )


def _moment(value: object) -> str:
    """Return a beginning in milliseconds since the epoch as HAR writes it; text as it is."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1e14:
        return (EPOCH + dt.timedelta(milliseconds=value)).isoformat()
    return value if isinstance(value, str) else ""
