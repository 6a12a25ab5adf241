"""One ADB stream: bytes both ways with one outstanding WRTE in each direction."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Protocol

from . import protocol

#: A well-behaved peer has one unacknowledged WRTE; more than this is an attack on our memory.
_MAX_UNREAD = 4


class StreamClosed(Exception):
    """The other side closed the stream, so nothing can be written any more."""


class Carrier(Protocol):
    """The connection that a stream is one of, as the stream and its service see it."""

    @property
    def number(self) -> int:
        """Which connection to this device it is, from 1."""

    @property
    def max_payload(self) -> int:
        """The most bytes of one message that the peer takes."""

    async def send(self, command: int, arg0: int, arg1: int, payload: bytes = b"") -> None:
        """Send one message; a vanished peer is no error here."""

    async def open_stream(self, destination: str) -> Stream | None:
        """Open a stream to a destination on the host; None when the host refuses."""

    async def close_stream(self, stream: Stream) -> None:
        """Forget a stream and tell the peer, once."""


class Stream:
    """Read and write one service's bytes. Closing twice is harmless; :meth:`read` gives ``b""`` at the end."""

    def __init__(self, connection: Carrier, local_id: int, remote_id: int) -> None:
        self.connection = connection
        self.local_id = local_id
        self.remote_id = remote_id
        self.closed = asyncio.Event()
        self._incoming: deque[bytes] = deque()
        self._readable = asyncio.Event()
        self._acknowledged = asyncio.Event()
        self._buffer = bytearray()
        self._writing = asyncio.Lock()

    # -- called by the connection ---------------------------------------------------------------------------------

    def feed(self, data: bytes) -> None:
        """Queue a WRTE's payload; it is acknowledged when somebody reads it."""
        if len(self._incoming) >= _MAX_UNREAD:
            raise protocol.ProtocolError("peer ignores flow control")
        self._incoming.append(data)
        self._readable.set()

    def acknowledge(self, remote_id: int) -> None:
        """The peer took our last WRTE, or accepted our OPEN (then it tells its id)."""
        if not self.remote_id:
            self.remote_id = remote_id
        self._acknowledged.set()

    def mark_closed(self) -> None:
        """The peer, or the whole connection, is gone."""
        self.closed.set()
        self._readable.set()
        self._acknowledged.set()

    async def opened(self) -> bool:
        """Wait for the answer to an OPEN of ours; False when it was refused."""
        await self._acknowledged.wait()
        self._acknowledged.clear()
        return not self.closed.is_set()

    # -- used by services -----------------------------------------------------------------------------------------

    async def read(self) -> bytes:
        """The next bytes, in pieces as they were sent; ``b""`` once the peer closed."""
        if self._buffer:
            data, self._buffer = bytes(self._buffer), bytearray()
            return data
        while not self._incoming:
            if self.closed.is_set():
                return b""
            self._readable.clear()
            await self._readable.wait()
        data = self._incoming.popleft()
        if not self.closed.is_set():
            await self.connection.send(protocol.OKAY, self.local_id, self.remote_id)
        return data

    async def read_exactly(self, count: int) -> bytes:
        """Exactly ``count`` bytes. Raises :class:`StreamClosed` when the stream ends before."""
        while len(self._buffer) < count:
            have, self._buffer = self._buffer, bytearray()
            piece = await self.read()
            self._buffer = have + piece
            if not piece:
                raise StreamClosed
        data = bytes(self._buffer[:count])
        del self._buffer[:count]
        return data

    async def write(self, data: bytes) -> None:
        """Send all of ``data``, waiting for each piece's OKAY. Raises :class:`StreamClosed`."""
        view = memoryview(data)
        async with self._writing:
            while view:
                if self.closed.is_set():
                    raise StreamClosed
                piece, view = view[: self.connection.max_payload], view[self.connection.max_payload :]
                self._acknowledged.clear()
                await self.connection.send(protocol.WRTE, self.local_id, self.remote_id, bytes(piece))
                await self._acknowledged.wait()
            if self.closed.is_set():
                raise StreamClosed

    async def close(self) -> None:
        """Tell the peer that this stream is over."""
        await self.connection.close_stream(self)
