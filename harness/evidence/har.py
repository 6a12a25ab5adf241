"""Reading HAR 1.2 files, one entry at a time, so that memory stays flat however large the file is."""

import base64
import binascii
import datetime as dt
import mmap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote_plus, urlsplit

import msgspec

from harness.evidence._json_scan import Buffer, ScanError, elements, members, skip_space, value_end
from harness.evidence.exchange import Exchange, Message, Piece, RecordingError
from harness.files.names import shown
from harness.files.read import ReadError, open_regular


class _Pair(msgspec.Struct):
    name: str = ""
    value: str | None = ""


class _PostData(msgspec.Struct):
    text: str | None = None
    params: list[_Pair] | None = None
    encoding: str | None = None
    mime: str | None = msgspec.field(name="mimeType", default=None)


class _Request(msgspec.Struct):
    method: str
    url: str
    headers: list[_Pair] = []
    post: _PostData | None = msgspec.field(name="postData", default=None)


class _Content(msgspec.Struct):
    text: str | None = None
    encoding: str | None = None


class _Response(msgspec.Struct):
    status: int | float | None = 0
    headers: list[_Pair] | None = None
    content: _Content | None = None


class _WebSocketMessage(msgspec.Struct):
    type: Literal["send", "receive"]
    data: str = ""
    time: float = 0.0
    opcode: int = 1


class _Entry(msgspec.Struct):
    request: _Request
    started: str = msgspec.field(name="startedDateTime", default="")
    response: _Response | None = None
    server_ip: str | None = msgspec.field(name="serverIPAddress", default=None)
    connection: str | int | None = None
    messages: list[_WebSocketMessage] | None = msgspec.field(name="_webSocketMessages", default=None)


class HarFile:
    """A HAR file as a source of exchanges. ``cut`` stays ``None``: a HAR file that ends early is an error."""

    def __init__(self, path: Path) -> None:
        """Name the file; it is opened when read."""
        self.path = path
        self.cut: str | None = None

    def __iter__(self) -> Iterator[Exchange]:
        """Yield the entries in the file's order, those that cannot be read as such.

        Raises :class:`RecordingError` where the file is no HAR, and when not one entry can be read.
        """
        with _Mapped(self.path) as data:
            lost, good = "", False
            for index, (start, end) in enumerate(self._entries(data)):
                exchange = _exchange(data[start:end], index, start)
                lost, good = lost or exchange.unreadable, good or not exchange.unreadable
                yield exchange
            if lost and not good:
                raise RecordingError(f"{shown(self.path)}: not one entry can be read: {lost}.")

    def mentioning(self, holds: Callable[[bytes], object]) -> Iterator[Exchange]:
        """Yield the entries whose bytes in the file ``holds`` something. Raises :class:`RecordingError`."""
        with _Mapped(self.path) as data:
            for index, (start, end) in enumerate(self._entries(data)):
                entry = data[start:end]
                if holds(entry):
                    yield _exchange(entry, index, start)

    def pieces(self, count: int) -> Iterator[Piece]:
        """Yield the file in pieces of at most ``count`` entries. Raises :class:`RecordingError`."""
        with _Mapped(self.path) as data:
            first, spans = 0, []
            for span in self._entries(data):
                spans.append(span)
                if len(spans) == count:
                    yield _HarPiece(self.path, first, spans)
                    first, spans = first + count, []
            if spans:
                yield _HarPiece(self.path, first, spans)

    def stop(self, index: int, whole: int, error: BaseException) -> None:  # noqa: ARG002
        """Raise :class:`RecordingError`: what is behind a broken entry cannot be told."""
        raise RecordingError(f"{shown(self.path)} is not a HAR file: {error} (entry {index}).")

    def _entries(self, data: Buffer) -> Iterator[tuple[int, int]]:
        """Yield where the entries begin and end."""
        index = 0
        try:
            for key, at in _log_members(data):
                if key == b'"entries"':
                    for span in elements(data, at):
                        yield span
                        index += 1
        except ScanError as error:
            raise RecordingError(f"{shown(self.path)} is not a HAR file: {error} (entry {index}).") from None

    def meta(self) -> dict[str, Any]:
        """Return the log's members other than its entries (``version``, ``creator``, ``_tweasel``...).

        Raises :class:`RecordingError`.
        """
        found: dict[str, Any] = {}
        with _Mapped(self.path) as data:
            try:
                for key, at in _log_members(data):
                    if key != b'"entries"':
                        found[msgspec.json.decode(key, type=str)] = msgspec.json.decode(data[at : value_end(data, at)])
            except (ScanError, msgspec.DecodeError, RecursionError) as error:
                raise RecordingError(f"{shown(self.path)} is not a HAR file: {error}.") from None
        return found


class _HarPiece:
    """Entries ``first`` and following, by where they stand."""

    def __init__(self, path: Path, first: int, spans: list[tuple[int, int]]) -> None:
        self._path = path
        self._first = first
        self._spans = spans

    def __iter__(self) -> Iterator[Exchange]:
        with _Mapped(self._path) as data:
            for index, (start, end) in enumerate(self._spans, self._first):
                yield _exchange(data[start:end], index, start)


class _Mapped:
    """The file's bytes, mapped rather than read. Raises :class:`RecordingError`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> Buffer:
        try:
            self.file = open_regular(self.path, "the recording")
        except ReadError as error:
            raise RecordingError(str(error)) from None
        try:
            self.map = mmap.mmap(self.file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError):
            self.file.close()
            raise RecordingError(f"{shown(self.path)} is not a HAR file: it is empty or cannot be mapped.") from None
        return self.map

    def __exit__(self, *_: object) -> None:
        self.map.close()
        self.file.close()


def _log_members(data: Buffer) -> Iterator[tuple[bytes, int]]:
    start = 3 if data[:3] == b"\xef\xbb\xbf" else 0
    for key, at in members(data, skip_space(data, start)):
        if key == b'"log"':
            yield from members(data, at)
            return
    raise ScanError("the object has no 'log'", start)


def _exchange(raw: bytes, index: int, at: int) -> Exchange:
    """Return the entry that begins at byte ``at``; one that cannot be read costs no other its place."""
    try:
        return _read(raw, index)
    except (msgspec.MsgspecError, RecursionError, ValueError, OverflowError) as error:
        reason = f"entry {index} (byte {at}) cannot be read: {' '.join(str(error).split())[:200]}"
        return Exchange(index=index, id=str(index), time_us=0, kind="unreadable", unreadable=reason)


def _read(raw: bytes, index: int) -> Exchange:
    entry = msgspec.json.decode(raw, type=_Entry)
    parts = urlsplit(entry.request.url)
    port = parts.port or {"https": 443, "http": 80, "wss": 443, "ws": 80}.get(parts.scheme, 0)
    request, response = entry.request, entry.response or _Response()
    started = _time_us(entry.started)
    body, lossy = _post_body(request.post)
    return Exchange(
        index=index,
        id=str(index),
        time_us=started,
        kind="websocket" if entry.messages else "http",
        method=request.method,
        scheme=parts.scheme,
        host=parts.hostname or "",
        port=port,
        url=request.url,
        request_headers=_pairs(request.headers),
        request_body=body,
        status=int(response.status or 0),
        response_headers=_pairs(response.headers),
        response_body=_content(response.content),
        messages=[_message(message, started) for message in entry.messages or []],
        connection=str(entry.connection or ""),
        server_ip=entry.server_ip or "",
        lossy=lossy,
    )


def _pairs(pairs: list[_Pair] | None) -> list[tuple[str, str]]:
    return [(pair.name, pair.value or "") for pair in pairs or []]


def _time_us(text: str) -> int:
    if not text:
        return 0
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"it has no valid startedDateTime ({text[:40]!r})") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return (moment - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1)


def _text_bytes(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def _from_base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=False)
    except (binascii.Error, ValueError):
        return _text_bytes(text)


def _post_body(post: _PostData | None) -> tuple[bytes, bool]:
    if post is None:
        return b"", False
    if post.text:
        if (post.encoding or "").lower() == "base64":
            return _from_base64(post.text), False
        return _text_bytes(post.text), not post.text.isascii()
    fields = (f"{quote_plus(pair.name)}={quote_plus(pair.value or '')}" for pair in post.params or [])
    return "&".join(fields).encode(), False


def _content(content: _Content | None) -> bytes:
    if content is None or not content.text:
        return b""
    if (content.encoding or "").lower() == "base64":
        return _from_base64(content.text)
    return _text_bytes(content.text)


def _message(message: _WebSocketMessage, started: int) -> Message:
    # Chromium writes binary messages (opcode 2) as base64 and times in seconds since the epoch.
    data = _from_base64(message.data) if message.opcode == 2 else _text_bytes(message.data)
    return Message(message.type == "send", data, round(message.time * 1_000_000) or started)
