"""One entry of a HAR file as an exchange, as the recorders of the field write it."""

import datetime as dt
import re
from collections.abc import Callable
from urllib.parse import SplitResult, quote_plus, unquote_plus, urlsplit

import msgspec

from harness.evidence._json_scan import load_leniently
from harness.evidence.exchange import Exchange, Message, header
from harness.evidence.har_body import REPLACED, from_base64, from_text, utf8
from harness.evidence.har_loose import EPOCH, understood
from harness.evidence.har_schema import (
    Content,
    Entry,
    Ours,
    Pair,
    Param,
    Request,
    Response,
    WebSocketClose,
    WebSocketMessage,
)  # fmt: skip
from harness.evidence.har_url import as_sent

_PORTS = {"https": 443, "http": 80, "wss": 443, "ws": 80}
_IN_MS = 1e11
"""A message's time from here on is not in seconds (that would be the year 5138)."""
_BOUNDARY = re.compile(r'boundary="?([^";,\s]{1,200})', re.IGNORECASE)


class Reader:
    """Reads the entries of one file."""

    def __init__(self, *, mitmproxy: bool = False, resource: Callable[[str], bytes | None] = lambda name: None) -> None:
        """``mitmproxy`` wrote it; ``resource`` returns what it keeps beside its entries, by name."""
        self.mitmproxy = mitmproxy
        self._resource = resource

    def exchange(self, raw: bytes, index: int, at: int) -> Exchange:
        """Return the entry that begins at byte ``at``; one that cannot be read costs no other its place."""
        try:
            return self._read(_entry(raw), index)
        except (msgspec.MsgspecError, RecursionError, ValueError, TypeError, OverflowError) as error:
            reason = f"entry {index} (byte {at}) cannot be read: {' '.join(str(error).split())[:200]}"
            return Exchange(index=index, id=str(index), time_us=0, kind="unreadable", unreadable=reason)

    def _read(self, entry: Entry, index: int) -> Exchange:
        request, response, ours = entry.request, entry.response or Response(), entry.ours or Ours()
        url = _with_query(as_sent(request.url, ours.url), request.query)
        parts = urlsplit(url)
        started = _time_us(entry.started)
        headers = _with_cookies(_pairs(request.headers), request.cookies, "Cookie")
        body, lossy, lost = self._request_body(request, headers)
        answered = _with_cookies(_pairs(response.headers), response.cookies, "Set-Cookie")
        messages = [_message(message, started) for message in entry.messages or [] if message.type != "error"]
        if isinstance(entry.close, WebSocketClose) and entry.close.reason:
            closed = _seconds_us(entry.close.timestamp) or started
            messages.append(Message(False, from_text(entry.close.reason)[0], closed))
        return Exchange(
            index=index,
            id=str(index),
            time_us=started,
            kind="websocket" if entry.messages is not None else "http",
            method=request.method,
            scheme=parts.scheme,
            host=parts.hostname or "",
            port=_port(parts),
            url=url,
            request_headers=headers,
            request_body=body,
            status=max(0, int(response.status or 0)),
            response_headers=answered,
            response_body=self._content(response.content, answered)[0],
            messages=messages,
            connection=str(entry.connection or ""),
            server_ip=(entry.server_ip or "").strip("[]"),
            lossy=lossy or ours.lossy,
            app=ours.app,
            unreadable=f"entry {index}: {lost}" if lost and not entry.ours else ours.unreadable,
        )

    def _request_body(self, request: Request, headers: list[tuple[str, str]]) -> tuple[bytes, bool, str]:
        """Return a request's body, whether bytes of it may have been replaced, and what the recorder did not keep."""
        post, declared = request.post, max(0, int(request.size or 0))
        mime = header(headers, "content-type") or (post.mime if post else "") or ""
        text, lossy, lost = b"", False, ""
        if post is not None and post.text:
            if (post.encoding or "").lower() == "base64":
                text, lossy = from_base64(post.text)
            else:
                text, lossy = from_text(post.text, mime, mitmproxy=self.mitmproxy, length=declared)
                lossy = lossy and not (_as_sent(headers) == len(text) and REPLACED not in post.text)
            if len(text) < declared and not lossy and not header(headers, "content-encoding") and not _is_closed(text):
                lost = f"the recorder kept {len(text)} of {declared} bytes of the request's body"
            return text, lossy, lost
        if post is not None and (named := post.file or post.sha1):
            text, lost = self._kept(named)
            return text, False, lost
        if request.content is not None and request.content.text:
            text, lost = self._content(request.content, headers)
            return text, False, lost
        if post is not None and post.params:
            return _from_params(post.params, mime)
        if request.status:
            lost = f"the recorder did not keep the request's body ({request.status[:60]})"
        elif size := declared or _as_sent(headers):
            lost = f"the recorder did not keep the request's body of {size} bytes"
        return b"", False, lost

    def _content(self, content: Content | None, headers: list[tuple[str, str]]) -> tuple[bytes, str]:
        """Return what a ``content`` holds, and why not if it should."""
        if content is None:
            return b"", ""
        if content.text:
            if (content.encoding or "").lower() == "base64":
                return from_base64(content.text)[0], ""
            mime = header(headers, "content-type")
            size = 0 if header(headers, "content-encoding") else max(0, int(content.size or 0))
            return from_text(content.text, mime, mitmproxy=self.mitmproxy, length=size)[0], ""
        named = content.file or content.sha1
        return self._kept(named) if named else (b"", "")

    def _kept(self, named: str) -> tuple[bytes, str]:
        found = self._resource(named)
        return found or b"", "" if found is not None else f"a body is in the file {named[:60]!r}, which is not there"


def _entry(raw: bytes) -> Entry:
    """Return an entry; one that is not as HAR says, as far as it can be understood. Raises ``ValueError``."""
    try:
        return msgspec.json.decode(raw, type=Entry)
    except (msgspec.MsgspecError, RecursionError):
        return understood(load_leniently(raw))


def _time_us(text: str) -> int:
    """Return when an entry began; 0 where that is not said in a way that is understood."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return 0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return max(0, (moment - EPOCH) // dt.timedelta(microseconds=1))


def _seconds_us(seconds: float | None) -> int:
    moment = seconds or 0.0
    if not 0 < moment < 1e15:
        return 0
    return round(moment * 1000 if moment > _IN_MS else moment * 1_000_000)


def _message(message: WebSocketMessage, started: int) -> Message:
    # As Chromium does, all write binary messages (opcode 2) as base64 and times in seconds since the epoch.
    packed = message.opcode == 2 or (message.encoding or "").lower() == "base64"
    data = from_base64(message.data)[0] if packed else from_text(message.data)[0]
    return Message(message.type in ("send", "request"), data, _seconds_us(message.time) or started)


def _pairs(pairs: list[Pair] | None) -> list[tuple[str, str]]:
    return [(pair.name, pair.value or "") for pair in pairs or []]


def _as_sent(headers: list[tuple[str, str]]) -> int:
    """Return how many bytes the body had on the wire, 0 when that is not known or it was packed there."""
    length = header(headers, "content-length").strip()
    if not length.isascii() or not length.isdigit() or header(headers, "content-encoding"):
        return 0
    return int(length[:15])


def _port(parts: SplitResult) -> int:
    try:
        return parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:  # a number that is no port
        return 0


def _is_closed(body: bytes) -> bool:
    """Whether a body is JSON to its end: then it was edited (names taken out of a sample), and not cut."""
    return body[:1] + body.rstrip()[-1:] in (b"{}", b"[]")


def _with_query(url: str, query: list[Pair] | None) -> str:
    """Return a URL with those fields of its query that the recorder has told apart and that do not stand in it."""
    if not query:
        return url
    before, mark, fragment = url.partition("#")
    written = before.partition("?")[2]
    plain = written + "&" + unquote_plus(written)
    left = [pair for pair in query if pair.name + "=" not in plain and (pair.value or pair.name) not in plain]
    if not left:
        return url
    fields = "&".join(f"{_quoted(pair.name)}={_quoted(pair.value or '')}" for pair in left)
    return f"{before}{'&' if written else '' if before.endswith('?') else '?'}{fields}{mark}{fragment}"


def _quoted(text: str) -> str:
    return quote_plus(utf8(text))


def _with_cookies(headers: list[tuple[str, str]], cookies: list[Pair] | None, name: str) -> list[tuple[str, str]]:
    """Return headers with the cookies that the recorder has told apart and that stand in none of them."""
    if not cookies:
        return headers
    there = "\n".join(value for key, value in headers if key.lower() == name.lower())
    there += "\n" + unquote_plus(there) if "%" in there or "+" in there else ""
    left = [pair for pair in cookies if pair.name + "=" not in there and pair.value and pair.value not in there]
    if not left:
        return headers
    written = [f"{pair.name}={pair.value}" for pair in left]
    return headers + [(name, text) for text in (["; ".join(written)] if name == "Cookie" else written)]


def _from_params(params: list[Param], mime: str) -> tuple[bytes, bool, str]:
    """Return the form that was told apart into fields: the fields are the recorder's, what is between them ours."""
    lost = ""
    for param in params:
        if param.file and not param.value:
            lost = f"the recorder did not keep the file {param.file[:60]!r} of the request's form"
    boundary = _BOUNDARY.search(mime)
    if mime.lower().startswith("multipart/") and boundary:
        mark = utf8("--" + boundary[1])
        parts = b"".join(mark + b"\r\n" + _part(param) + b"\r\n" for param in params)
        return parts + mark + b"--\r\n", False, lost
    fields = (f"{_quoted(param.name)}={_quoted(param.value or '')}" for param in params)
    return "&".join(fields).encode(), False, lost


def _part(param: Param) -> bytes:
    file = f'; filename="{_in_header(param.file)}"' if param.file else ""
    kind = f"Content-Type: {_in_header(param.type)}\r\n" if param.type else ""
    head = f'Content-Disposition: form-data; name="{_in_header(param.name)}"{file}\r\n{kind}\r\n'
    return utf8(head) + utf8(param.value or "")


def _in_header(text: str) -> str:
    """Return text that cannot end the header that it is put into, escaped as browsers do (HTML, form-data names)."""
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
