"""HTTP/1, heard from both sides."""

import re
from collections import deque
from dataclasses import dataclass, field

from mitmproxy import http
from mitmproxy.net.http import http1

from harness.evidence.exchange import Exchange, Message, header
from harness.evidence.pcap.raw import Raw
from harness.evidence.pcap.said import MOST_BODY, Place, Speech
from harness.evidence.pcap.websocket import WebSocket

BEGINS = re.compile(rb"(?:\r?\n)*[A-Za-z][A-Za-z-]{1,31} [^\r\n ]+ HTTP/1\.[01]\r?\n")
"""A request's first line."""
MOST_HEAD = 1 << 20
_BREAK = re.compile(rb"\r?\n\r?\n")


@dataclass
class _Side:
    """What one side has said. ``left`` are bytes of the body to come: ``None`` in chunks, -1 until the end."""

    waiting: bytearray = field(default_factory=bytearray)
    time_us: int = 0
    in_body: bool = False
    left: int | None = 0
    chunk: int = -1
    body: bytearray = field(default_factory=bytearray)
    cut: bool = False


class Http1:
    """A connection of requests and responses, one after the other."""

    def __init__(self, place: Place) -> None:
        """Begin before the first request."""
        self._place = place
        self._client, self._server = _Side(), _Side()
        self._asked: deque[tuple[http.Request, Exchange]] = deque()
        self._pending: http.Request | None = None
        self._answer: http.Response | None = None
        self._next: Speech | None = None

    def hear(self, from_client: bool, data: bytes, time_us: int) -> Speech | None:
        """Take bytes of one side."""
        side = self._client if from_client else self._server
        if not side.waiting:
            side.time_us = time_us
        side.waiting += data
        try:
            self._requests()
            self._responses()
        except ValueError as error:
            return self._lost_thread(f"it is no HTTP/1 any more ({' '.join(str(error).split())[:120]})", time_us)
        return self._next

    def end(self) -> None:
        """Make exchanges of what is unfinished."""
        side = self._client
        if self._pending is not None:
            self._asked.append((self._pending, self._made(self._pending, "the capture ends within the request's body")))
        elif side.waiting.strip():
            self._place.lost.append("the capture ends within a request's head")
            self._place.raw([Message(True, bytes(side.waiting), side.time_us)])
        self._pending = None
        if self._answer is not None:
            self._answered(bytes(self._server.body))
        self._give_up()
        if self._server.waiting.strip():
            self._place.raw([Message(False, bytes(self._server.waiting), self._server.time_us)])

    def _requests(self) -> None:
        side = self._client
        while not self._switching():
            if self._pending is None:
                lines = _head(side)
                if lines is None:
                    return
                self._pending = http1.read_request_head(lines)
                self._begin(side, http1.expected_http_body_size(self._pending))
            if not _body(side):
                return
            request, self._pending = self._pending, None
            made = self._made(
                request, f"only {len(side.body)} bytes of the request's body were kept" if side.cut else ""
            )
            self._asked.append((request, made))

    def _give_up(self) -> None:
        """Hand on what was asked and will not be answered."""
        self._place.found += [made for _, made in self._asked]
        self._asked.clear()

    def _switching(self) -> bool:
        """Whether a request that was made asks for another protocol, so that what follows depends on the answer."""
        return bool(self._asked) and (
            self._asked[-1][0].method.upper() == "CONNECT"
            or bool(header(self._asked[-1][1].request_headers, "upgrade"))
        )

    def _made(self, request: http.Request, lost: str) -> Exchange:
        headers = _headers(request.headers)
        target, authority = request.path, header(headers, "host") or request.authority
        if request.first_line_format == "authority":
            target = ""
        elif request.first_line_format == "absolute":  # as a proxy is asked
            target, authority = request.url, request.authority
        made = self._place.request(
            self._client.time_us,
            request.method,
            authority,
            target,
            request_headers=headers,
            request_body=bytes(self._client.body),
            unreadable=lost,
            whole=False,
        )
        self._client.body = bytearray()
        return made

    def _responses(self) -> None:
        side = self._server
        while self._next is None:
            if self._answer is None:
                if not self._asked:
                    return
                lines = _head(side)
                if lines is None:
                    return
                self._answer = http1.read_response_head(lines)
                if 100 <= self._answer.status_code < 200 and self._answer.status_code != 101:
                    self._answer = None
                    continue
                self._begin(side, http1.expected_http_body_size(self._asked[0][0], self._answer))
            if not _body(side):
                return
            self._answered(bytes(side.body))
            self._requests()

    def _answered(self, body: bytes) -> None:
        answer, self._answer = self._answer, None
        if answer is None or not self._asked:
            return
        request, made = self._asked.popleft()
        made.status, made.response_headers, made.response_body = answer.status_code, _headers(answer.headers), body
        self._server.body = bytearray()
        upgraded = header(made.response_headers, "upgrade").lower()
        if answer.status_code == 101 and upgraded == "websocket":
            made.kind = "websocket"
            self._next = WebSocket(self._place, made)  # which hands it on
            self._hand_over(self._next)
            return
        self._place.found.append(made)
        if answer.status_code == 101 or (request.method.upper() == "CONNECT" and 200 <= answer.status_code < 300):
            self._next = Raw(
                self._place, "it went on in another protocol" if answer.status_code == 101 else "it is a tunnel"
            )
            self._hand_over(self._next)

    def _hand_over(self, to: Speech) -> None:
        for from_client, side in ((True, self._client), (False, self._server)):
            data, side.waiting = bytes(side.waiting), bytearray()
            if data:
                to.hear(from_client, data, side.time_us)

    def _begin(self, side: _Side, expected: int | None) -> None:
        side.in_body, side.left, side.chunk, side.cut = True, expected, -1, False

    def _lost_thread(self, why: str, time_us: int) -> Speech:
        if self._pending is not None:
            self._asked.append((self._pending, self._made(self._pending, "its body could not be followed")))
            self._pending = None
        self._give_up()
        to = Raw(self._place, why)
        for side in (self._client, self._server):
            side.time_us = side.time_us or time_us
        self._hand_over(to)
        return to


def _head(side: _Side) -> list[bytes] | None:
    """Take the lines of a head, once it is whole. Raises ``ValueError`` for one that goes on for too long."""
    while side.waiting and side.waiting[0] in b"\r\n":
        del side.waiting[:1]
    found = _BREAK.search(side.waiting)
    if found is None:
        if len(side.waiting) > MOST_HEAD:
            raise ValueError("a head goes on for too long")
        return None
    lines = [line.rstrip(b"\r") for line in bytes(side.waiting[: found.start()]).split(b"\n")]
    del side.waiting[: found.end()]
    return lines


def _body(side: _Side) -> bool:
    """Take what there is of a body; whether it is whole. Raises ``ValueError`` for chunks that are none."""
    if side.left is None:
        return _chunks(side)
    take = len(side.waiting) if side.left < 0 else min(side.left, len(side.waiting))
    _keep(side, take)
    if side.left > 0:
        side.left -= take
    return side.left == 0


def _keep(side: _Side, count: int) -> None:
    room = MOST_BODY - len(side.body)
    side.cut = side.cut or count > room
    side.body += side.waiting[: min(count, room)]
    del side.waiting[:count]


def _chunks(side: _Side) -> bool:
    """Take chunks: ``chunk`` is what is left of the present one, -1 before its size, -2 among the trailers."""
    while True:
        if side.chunk > 0:
            take = min(side.chunk, len(side.waiting))
            _keep(side, take)
            side.chunk -= take
            if side.chunk:
                return False
            side.chunk = -1
            continue
        line, newline, _ = side.waiting[:MOST_HEAD].partition(b"\n")
        if not newline:
            if len(side.waiting) >= MOST_HEAD:
                raise ValueError("a chunk's size goes on for too long")
            return False
        del side.waiting[: len(line) + 1]
        text = bytes(line).strip()
        if side.chunk == -2:
            if not text:
                return True
        elif text:
            side.chunk = int(text.partition(b";")[0], 16) or -2


def _headers(found: http.Headers) -> list[tuple[str, str]]:
    return [(name.decode("latin-1"), value.decode("utf-8", "replace")) for name, value in found.fields]
