"""HTTP/2, heard from both sides; gRPC is HTTP/2 with its messages in the bodies."""

from dataclasses import dataclass, field

import hpack
from hyperframe.exceptions import HyperframeError
from hyperframe.frame import (
    ContinuationFrame,
    DataFrame,
    Frame,
    GoAwayFrame,
    HeadersFrame,
    PushPromiseFrame,
    RstStreamFrame,
)

from harness.evidence.exchange import Message, header
from harness.evidence.pcap.raw import Raw
from harness.evidence.pcap.said import MOST_BODY, Place, Speech

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
_HEAD = 9
_MOST_FRAME = 1 << 24
_MOST_HEADERS = 4 << 20
_MOST_TABLE = 1 << 20
_MOST_STREAMS = 10_000
_MOST_HELD = 256 << 20
"""Bytes of the bodies of all streams of one connection that have not ended."""


@dataclass
class _Part:
    """One side of a stream."""

    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytearray = field(default_factory=bytearray)
    ended: bool = False
    begun: bool = False
    cut: bool = False


@dataclass
class _Stream:
    time_us: int
    client: _Part = field(default_factory=_Part)
    server: _Part = field(default_factory=_Part)
    reset: bool = False


class _Side:
    def __init__(self) -> None:
        self.waiting = bytearray()
        self.decoder = hpack.Decoder(max_header_list_size=_MOST_HEADERS)
        self.decoder.max_allowed_table_size = _MOST_TABLE
        self.block = bytearray()
        self.block_of: tuple[int, bool, bool] | None = None


class Http2:
    """A connection, from its preface on."""

    def __init__(self, place: Place) -> None:
        """Begin before the preface."""
        self._place = place
        self._sides = {True: _Side(), False: _Side()}
        self._preface = len(PREFACE)
        self._streams: dict[int, _Stream] = {}
        self._held = 0

    def hear(self, from_client: bool, data: bytes, time_us: int) -> Speech | None:
        """Take bytes of one side."""
        side = self._sides[from_client]
        if from_client and self._preface:
            skipped = min(self._preface, len(data))
            self._preface -= skipped
            data = data[skipped:]
        side.waiting += data
        try:
            self._frames(from_client, side, time_us)
        except (HyperframeError, hpack.HPACKError, ValueError) as error:
            why = f"it is no HTTP/2 any more ({type(error).__name__} {' '.join(str(error).split())[:100]})"
            to = Raw(self._place, why)
            to.hear(from_client, bytes(side.waiting) or b"\0", time_us)
            self.end()
            return to
        return None

    def end(self) -> None:
        """Make exchanges of the streams that have not ended."""
        for number in list(self._streams):
            self._made(number)

    def _frames(self, from_client: bool, side: _Side, time_us: int) -> None:
        at = 0
        try:
            while len(side.waiting) - at >= _HEAD:
                frame, length = Frame.parse_frame_header(memoryview(bytes(side.waiting[at : at + _HEAD])))
                if length > _MOST_FRAME:
                    raise ValueError("a frame is too long")
                if len(side.waiting) - at - _HEAD < length:
                    return
                frame.parse_body(memoryview(bytes(side.waiting[at + _HEAD : at + _HEAD + length])))
                at += _HEAD + length
                self._frame(from_client, side, frame, time_us)
        finally:
            del side.waiting[:at]

    def _frame(self, from_client: bool, side: _Side, frame: Frame, time_us: int) -> None:
        number = frame.stream_id
        if isinstance(frame, DataFrame):
            part = self._part(number, from_client, time_us)
            room = max(0, min(MOST_BODY - len(part.body), _MOST_HELD - self._held))
            part.cut = part.cut or len(frame.data) > room
            part.body += frame.data[:room]
            self._held += len(frame.data[:room])
            self._flags(number, part, "END_STREAM" in frame.flags)
        elif isinstance(frame, HeadersFrame | PushPromiseFrame):
            promised = isinstance(frame, PushPromiseFrame)
            if isinstance(frame, PushPromiseFrame):
                number = frame.promised_stream_id
            side.block[:] = frame.data
            side.block_of = (number, from_client != promised, "END_STREAM" in frame.flags or promised)
            self._block(side, "END_HEADERS" in frame.flags, time_us)
        elif isinstance(frame, ContinuationFrame):
            side.block += frame.data
            if len(side.block) > _MOST_HEADERS:
                raise ValueError("headers go on for too long")
            self._block(side, "END_HEADERS" in frame.flags, time_us)
        elif isinstance(frame, RstStreamFrame) and number in self._streams:
            self._streams[number].reset = True
            self._made(number)
        elif isinstance(frame, GoAwayFrame) and frame.additional_data:
            self._place.raw([Message(from_client, bytes(frame.additional_data), time_us)])

    def _block(self, side: _Side, whole: bool, time_us: int) -> None:
        if not whole or side.block_of is None:
            return
        number, of_client, ended = side.block_of
        side.block_of = None
        found = side.decoder.decode(bytes(side.block), raw=True)
        headers = [(name.decode("latin-1"), value.decode("utf-8", "replace")) for name, value in found]
        part = self._part(number, of_client, time_us)
        status = dict(headers).get(":status", "")
        if status.startswith("1") and len(status) == 3:  # an answer before the answer
            return
        part.headers += headers
        part.begun = True
        self._flags(number, part, ended)

    def _part(self, number: int, of_client: bool, time_us: int) -> _Part:
        if number not in self._streams:
            if len(self._streams) >= _MOST_STREAMS:
                raise ValueError("too many streams at once")
            self._streams[number] = _Stream(time_us)
        stream = self._streams[number]
        return stream.client if of_client else stream.server

    def _flags(self, number: int, part: _Part, ended: bool) -> None:
        part.ended = part.ended or ended
        stream = self._streams[number]
        if stream.client.ended and stream.server.ended:
            self._made(number)

    def _made(self, number: int) -> None:
        stream = self._streams.pop(number)
        asked, answered = stream.client, stream.server
        self._held -= len(asked.body) + len(answered.body)
        if not asked.begun:
            if asked.body or answered.begun or answered.body:  # what follows a reset, or a stream that was made
                parts = ((True, asked.body), (False, answered.body))
                self._place.raw([Message(side, bytes(body), stream.time_us) for side, body in parts if body])
            return
        named = dict(reversed(asked.headers))
        lost = _lost(asked, stream.reset)
        if ":protocol" in named:
            lost = f"{named[':protocol'][:40]} over HTTP/2 is not taken apart"
        status = dict(answered.headers).get(":status", "")
        self._place.request(
            stream.time_us,
            named.get(":method", ""),
            named.get(":authority", "") or header(asked.headers, "host"),
            named.get(":path", ""),
            request_headers=_plain(asked.headers),
            request_body=bytes(asked.body),
            status=int(status) if status.isascii() and status.isdigit() else 0,
            response_headers=_plain(answered.headers),
            response_body=bytes(answered.body),
            unreadable=lost,
        )


def _lost(part: _Part, reset: bool) -> str:
    """Return what of a request is not there."""
    declared = header(part.headers, "content-length")
    if part.cut:
        return f"only {len(part.body)} bytes of the request's body were kept"
    if not part.ended and not reset and declared.isascii() and declared.isdigit() and len(part.body) < int(declared):
        return "the capture ends within the request's body"
    return ""


def _plain(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in headers if not name.startswith(":")]
