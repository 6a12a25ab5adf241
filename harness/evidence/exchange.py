"""One thing on the wire, whichever recording it comes from."""

from collections.abc import Iterator
from typing import Protocol, runtime_checkable

import msgspec

from harness.errors import BadInputError


class RecordingError(BadInputError, ValueError):
    """A recording cannot be read. The message is one sentence that names the file, the place and the problem."""


class Message(msgspec.Struct, frozen=True):
    """One message of a WebSocket, TCP or UDP exchange. ``time_us`` is the recorder's clock."""

    from_client: bool
    data: bytes
    time_us: int


class Exchange(msgspec.Struct, kw_only=True):
    """One exchange.

    ``index`` is its 0-based position in the recording and ``id`` the recording's own name for it. ``time_us`` is when
    the request began, in microseconds since the Unix epoch on the clock of the machine that recorded. ``kind`` is
    ``http``, ``websocket`` (the handshake in the HTTP fields, the rest in ``messages``), ``dns`` (the question's name
    as ``host``), ``tcp``, ``udp``, or ``unreadable``: an entry of the recording that cannot be understood, which keeps
    its place among the others, with the reason in ``unreadable`` and nothing else. For any other kind ``unreadable``
    says, where it is not empty, what of the request the recording did not keep. Bodies are as they were on the wire:
    still content-encoded, but without transfer framing; ``lossy`` says that the recording kept a request body only as
    text, so bytes may have been replaced. ``connection`` names the client's connection, so that exchanges of one
    connection can be told; ``client_port`` is the client's port of it as the recorder saw it, 0 when unknown. ``app``
    is the app that sent it, where the recorder knew: its package, else a name.
    """

    index: int
    id: str
    time_us: int
    kind: str = "http"
    method: str = ""
    scheme: str = ""
    host: str = ""
    port: int = 0
    url: str = ""
    request_headers: list[tuple[str, str]] = []
    request_body: bytes = b""
    status: int = 0
    response_headers: list[tuple[str, str]] = []
    response_body: bytes = b""
    messages: list[Message] = []
    connection: str = ""
    client_port: int = 0
    server_ip: str = ""
    lossy: bool = False
    unreadable: str = ""
    app: str = ""

    @property
    def size(self) -> int:
        """Bytes of its bodies and messages."""
        return len(self.request_body) + len(self.response_body) + sum(len(row.data) for row in self.messages)


class ExchangeSource(Protocol):
    """A recording: iterating it yields its exchanges lazily, each time from the start.

    ``cut`` is ``None``, or after an iteration one sentence saying where and why the recording ended early.
    """

    cut: str | None

    def __iter__(self) -> Iterator[Exchange]:
        """Yield the exchanges. Raises :class:`RecordingError`."""
        ...


class Piece(Protocol):
    """Some exchanges of a recording, to be read in another process."""

    def __iter__(self) -> Iterator[Exchange]:
        """Yield the exchanges. Raises :class:`RecordingError`, or :class:`PieceError` where the recording ends."""
        ...


class PieceError(ValueError):
    """A recording cannot be read beyond ``index`` exchanges, which end at byte ``whole``."""

    def __init__(self, index: int, whole: int, problem: str) -> None:
        """Say where it ends, and why."""
        super().__init__(index, whole, problem)
        self.index = index
        self.whole = whole
        self.problem = problem

    def __str__(self) -> str:
        """Return what is wrong."""
        return self.problem


@runtime_checkable
class Divisible(Protocol):
    """A source that can be read in pieces, by several processes at once."""

    cut: str | None

    def pieces(self, count: int) -> Iterator[Piece]:
        """Yield pieces of at most ``count`` exchanges in the recording's order."""
        ...

    def stop(self, index: int, whole: int, error: BaseException) -> None:
        """Note that a piece could not be read to its end."""
        ...


def header(headers: list[tuple[str, str]], name: str) -> str:
    """Return the first header called ``name`` (any case), or the empty string."""
    name = name.lower()
    for key, value in headers:
        if key.lower() == name:
            return value
    return ""
