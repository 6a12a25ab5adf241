"""Reading mitmproxy's own flow files (``flows.mitm``), one flow at a time or in pieces."""

import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

from mitmproxy import dns, exceptions, flow, http, tcp, udp, websocket
from mitmproxy.io import compat, tnetstring
from mitmproxy.net.dns import types as dns_types

from harness.evidence.exchange import Exchange, Message, Piece, PieceError, RecordingError
from harness.evidence.flow_states import frames, http_exchange
from harness.files.names import shown
from harness.files.read import ReadError, open_regular

TOLD = "harness.exchange"
"""Metadata of a flow that was imported from another format: what that format said otherwise."""
DNS_MESSAGE: Any = getattr(dns, "DNSMessage", None) or dns.Message
"""mitmproxy's DNS message, which has this name from version 12 on."""
_IDS_KEPT, _SOCKETS_WHOLE = 5, 12
"""Versions of flows from which on connections have names of their own (mitmproxy's migration invents one at every
reading), and a WebSocket is one flow (before, its messages are joined to the handshake read before them)."""
_BUFFER = 1 << 20
"""Bytes read from a file at once: some hundred flows."""
_TOLD_TYPES = {
    "url": str, "host": str, "scheme": str, "method": str, "port": int, "lossy": bool, "unreadable": str, "app": str,
}  # fmt: skip
# What mitmproxy's reader lets through on damaged input, besides its own exception.
UNREADABLE = (
    exceptions.FlowReadException,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    RecursionError,
)


class FlowsFile:
    """A flow file as a source of exchanges.

    A file whose tail is cut or damaged yields every whole flow before it; ``cut`` then says where reading stopped. A
    flow that is damaged within its own bounds is yielded as one that cannot be read, and those behind it are read.
    """

    def __init__(self, path: Path, *, ours: bool = False, name: Path | None = None, packing: str | None = None) -> None:
        """Name the file; it is opened when read.

        ``ours``: it is a run's own, which may have been killed in its first flow, and not any file that a user names.
        Where it was unpacked to ``path``, ``name`` is what the user calls it, ``packing`` how that ended early.
        """
        self.path = path
        self.name = name or path
        self._ours = ours
        self.cut = self._packing = packing

    def __iter__(self) -> Iterator[Exchange]:
        """Yield the flows in the file's order. Raises :class:`RecordingError` when not one flow can be read."""
        self.cut = self._packing
        with self._open() as file:
            index = whole = 0
            lost, good = "", self._ours
            try:
                for start, end in frames(file):
                    exchange = flow_at(file, start, end, index)
                    bad = exchange.kind == "unreadable"
                    lost, good = lost or (exchange.unreadable if bad else ""), good or not bad
                    yield exchange
                    index, whole = index + 1, end
            except UNREADABLE as error:
                self.stop(index, whole, error)
            if lost and not good:
                raise RecordingError(f"{shown(self.name)} is not a mitmproxy flow file: {lost}.")

    def mentioning(self, holds: Callable[[bytes], object]) -> Iterator[Exchange]:
        """Yield the flows whose bytes in the file ``holds`` something; what cannot be read is left out."""
        with self._open() as file:
            index = 0
            try:
                for start, end in frames(file):
                    file.seek(start)
                    if holds(file.read(end - start)):
                        exchange = flow_at(file, start, end, index)
                        if exchange.kind != "unreadable":
                            yield exchange
                    index += 1
            except UNREADABLE:
                return

    def pieces(self, count: int) -> Iterator[Piece]:
        """Yield the file in pieces of at most ``count`` flows; reading them is up to whoever takes them.

        Where the file ends early, ``cut`` says so after the last piece. Raises :class:`RecordingError` as iterating.
        """
        self.cut = self._packing
        with self._open() as file:
            index = whole = first = begin = 0
            try:
                for start, end in frames(file):
                    if not index and _is_old(file, start, end):
                        count = sys.maxsize
                    index, whole = index + 1, end
                    if index - first == count:
                        yield _FlowsPiece(self.path, first, begin, end)
                        first, begin = index, end
            except UNREADABLE as error:
                self.stop(index, whole, error)
            if index > first:
                yield _FlowsPiece(self.path, first, begin, whole)

    def stop(self, index: int, whole: int, error: BaseException) -> None:
        """Note that reading stopped behind ``index`` flows, at byte ``whole``. Raises when there were none."""
        if not index and not self._ours:
            raise RecordingError(f"{shown(self.name)} is not a mitmproxy flow file: {error} (at byte 0).") from None
        left = self.path.stat().st_size - whole
        self.cut = (
            f"{shown(self.name.name)} ends early: {index} whole flows, then {left} unreadable bytes from byte {whole}."
        )

    def _open(self) -> BinaryIO:
        file = open_recording(self.path)
        if file.read(1) == b"{" and not self._ours:
            file.close()
            raise RecordingError(f"{shown(self.name)} is JSON, not a mitmproxy flow file; name a HAR file *.har.")
        return file


class _FlowsPiece:
    """Flows ``first`` and following, between two bytes of a file."""

    def __init__(self, path: Path, first: int, begin: int, end: int) -> None:
        self._path = path
        self._first = first
        self._begin = begin
        self._end = end

    def __iter__(self) -> Iterator[Exchange]:
        with open_recording(self._path) as file:
            whole, index = self._begin, self._first
            try:
                for start, end in frames(file, self._begin, self._end):
                    yield flow_at(file, start, end, index)
                    whole, index = end, index + 1
            except UNREADABLE as error:  # it was whole when it was divided
                raise PieceError(index, whole, str(error)) from None


def open_recording(path: Path) -> BinaryIO:
    """Open a recording's file for reading. Raises :class:`RecordingError`."""
    try:
        return open_regular(path, "the recording", buffering=_BUFFER)
    except ReadError as error:
        raise RecordingError(str(error)) from None


def read_flow(file: BinaryIO, start: int, end: int, index: int) -> Exchange:
    """Return the flow between two bytes of a file. Raises one of ``UNREADABLE``."""
    file.seek(start)
    frame = file.read(end - start)
    found = http_exchange(frame, index)
    if found is not None:
        return found
    state = cast(Any, tnetstring.loads(frame))
    old = _version(state) < _IDS_KEPT
    item = flow.Flow.from_state(compat.migrate_flow(state))
    if old:
        client = item.client_conn
        item.client_conn.id = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{client.peername} {client.timestamp_start}"))
    return exchange_from_flow(item, index)


def _version(state: Any) -> int:
    """Return the format's version of a flow; mitmproxy's own before it had one (from 0.11 on) counts as the first."""
    found = state.get(b"version", state.get("version"))
    return found if isinstance(found, int) else 0


def flow_at(file: BinaryIO, start: int, end: int, index: int) -> Exchange:
    """Return the flow between two bytes of a file; one that cannot be read costs no other its place."""
    try:
        return read_flow(file, start, end, index)
    except UNREADABLE as error:
        reason = f"flow {index} (byte {start}) cannot be read: {' '.join(str(error).split())[:200]}"
        return Exchange(index=index, id=str(index), time_us=0, kind="unreadable", unreadable=reason)


def _is_old(file: BinaryIO, start: int, end: int) -> bool:
    """Whether a flow may need those before it to be understood, so that a file of such is not divided."""
    place = file.tell()
    file.seek(start)
    try:
        return _version(tnetstring.loads(file.read(end - start))) < _SOCKETS_WHOLE
    except UNREADABLE:
        return False
    finally:
        file.seek(place)


def exchange_from_flow(item: flow.Flow, index: int) -> Exchange:
    """Return mitmproxy's flow as an exchange at position ``index``."""
    if isinstance(item, http.HTTPFlow):
        return _http(item, index)
    if isinstance(item, dns.DNSFlow):
        return _dns(item, index)
    common = _common(item, index)
    address = item.server_conn.address or ("", 0)
    messages: list[Message] = []
    kind = "tcp"
    if isinstance(item, tcp.TCPFlow | udp.UDPFlow):
        kind = "tcp" if isinstance(item, tcp.TCPFlow) else "udp"
        messages = [Message(m.from_client, bytes(m.content), _us(m.timestamp)) for m in item.messages]
    told = item.metadata.get(TOLD)
    name = told.get("host") if isinstance(told, dict) else None
    host = item.client_conn.sni or (name if isinstance(name, str) else str(address[0]))
    url = f"{kind}://{host}:{address[1]}"
    return Exchange(kind=kind, scheme=kind, host=host, port=int(address[1]), url=url, messages=messages, **common)


def _us(seconds: float | None) -> int:
    return round((seconds or 0.0) * 1_000_000)


def _common(item: flow.Flow, index: int, started: float | None = None) -> dict[str, Any]:
    peer, client = item.server_conn.peername, item.client_conn.peername
    told = item.metadata.get(TOLD)
    app = told.get("app") if isinstance(told, dict) else None
    return {
        "index": index,
        "id": item.id,
        "time_us": _us(started or item.timestamp_created),
        "connection": item.client_conn.id,
        "client_port": int(client[1]) if client else 0,
        "server_ip": str(peer[0]) if peer else "",
        "app": app if isinstance(app, str) else "",
    }


def _headers(headers: http.Headers) -> list[tuple[str, str]]:
    return [(name.decode("latin-1"), value.decode("utf-8", "replace")) for name, value in headers.fields]


def _http(item: http.HTTPFlow, index: int) -> Exchange:
    request, response, messages = item.request, item.response, item.websocket
    found = Exchange(
        kind="websocket" if messages is not None else "http",
        method=request.method,
        scheme=request.scheme,
        host=request.pretty_host,
        port=request.port,
        url=request.pretty_url,
        request_headers=_headers(request.headers),
        request_body=request.raw_content or b"",
        status=response.status_code if response else 0,
        response_headers=_headers(response.headers) if response else [],
        response_body=(response.raw_content or b"") if response else b"",
        messages=_messages(messages) if messages is not None else [],
        **_common(item, index, request.timestamp_start),
    )
    told = item.metadata.get(TOLD)
    for name, value in told.items() if isinstance(told, dict) else ():
        if type(value) is _TOLD_TYPES.get(name):
            setattr(found, name, value)
    return found


def _messages(found: websocket.WebSocketData) -> list[Message]:
    """Return what was said on a WebSocket; the reason for closing it is one more message, of up to 123 bytes."""
    said = [Message(m.from_client, _bytes(m.content), _us(m.timestamp)) for m in found.messages]
    if found.close_reason:
        reason = found.close_reason.encode("utf-8", "replace")
        said.append(Message(found.closed_by_client is not False, reason, _us(found.timestamp_end)))
    return said


def _bytes(content: object) -> bytes:
    """Return a message's bytes; mitmproxy before 7 wrote those of a text message as text, and migrates them so."""
    return content.encode("utf-8", "surrogateescape") if isinstance(content, str) else bytes(cast(bytes, content))


def _dns(item: dns.DNSFlow, index: int) -> Exchange:
    questions = item.request.questions
    host = questions[0].name if questions else ""
    return Exchange(
        kind="dns",
        method=dns_types.to_str(questions[0].type) if questions else "",
        scheme="dns",
        host=host,
        port=53,
        url=f"dns://{host}",
        **_common(item, index, item.request.timestamp),
    )
