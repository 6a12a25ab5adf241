"""ADB's transport: the handshake and the multiplexing of streams over one TCP connection."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
from collections.abc import Awaitable, Callable

from . import protocol
from .stream import Stream, StreamClosed

log = logging.getLogger(__name__)

#: Starts the named service on a stream. It returns when the service is over, and raises LookupError to refuse it.
ServiceOpener = Callable[[str, Stream], Awaitable[None]]


class Connection:
    """One ADB host talking to this device."""

    _numbers = itertools.count(1)

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, banner: str, open_service: ServiceOpener
    ) -> None:
        self.number = next(self._numbers)
        self.max_payload = 4096
        self._reader = reader
        self._writer = writer
        self._banner = banner
        self._open_service = open_service
        self._streams: dict[int, Stream] = {}
        self._ids = itertools.count(1)
        self._tasks: set[asyncio.Task[None]] = set()
        self._checksum = True
        self._online = False
        self._sending = asyncio.Lock()

    async def run(self) -> None:
        """Serve the connection until the peer leaves or breaks the protocol."""
        try:
            while True:
                header = protocol.parse_header(await self._reader.readexactly(protocol.HEADER_SIZE))
                payload = await self._reader.readexactly(header.length)
                await self._dispatch(header, payload)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        except protocol.ProtocolError as error:
            log.debug("connection %d dropped: %s", self.number, error)
        finally:
            await self.abort()

    def drop(self) -> None:
        """Hang up without waiting; :meth:`run` notices and cleans up."""
        self._writer.close()

    async def abort(self) -> None:
        """Close every stream and the connection."""
        for stream in list(self._streams.values()):
            stream.mark_closed()
        self._streams.clear()
        for task in list(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=2)
        self._writer.close()
        with contextlib.suppress(ConnectionError, asyncio.TimeoutError):
            await asyncio.wait_for(self._writer.wait_closed(), 1)

    async def send(self, command: int, arg0: int, arg1: int, payload: bytes = b"") -> None:
        """Send one message. A vanished peer is noticed by :meth:`run`, not here."""
        with contextlib.suppress(ConnectionError):
            async with self._sending:
                self._writer.write(protocol.pack(command, arg0, arg1, payload, checksum=self._checksum))
                await self._writer.drain()

    async def open_stream(self, destination: str) -> Stream | None:
        """Open a stream to a destination on the host, as ``adb reverse`` needs; None when the host refuses."""
        stream = Stream(self, next(self._ids), 0)
        self._streams[stream.local_id] = stream
        await self.send(protocol.OPEN, stream.local_id, 0, destination.encode() + b"\0")
        return stream if await stream.opened() else None

    async def close_stream(self, stream: Stream) -> None:
        """Forget a stream and tell the peer, once."""
        if self._streams.pop(stream.local_id, None) is not None:
            await self.send(protocol.CLSE, stream.local_id, stream.remote_id)
        stream.mark_closed()

    async def _dispatch(self, header: protocol.Header, payload: bytes) -> None:
        if header.command == protocol.CNXN:
            await self._handshake(header)
            return
        if not self._online:
            raise protocol.ProtocolError("message before CNXN")
        if header.command == protocol.OPEN:
            await self._accept(header.arg0, payload)
            return
        stream = self._streams.get(header.arg1)
        if stream is None:
            if header.command == protocol.WRTE:
                await self.send(protocol.CLSE, 0, header.arg0)
            return
        if header.command == protocol.OKAY:
            stream.acknowledge(header.arg0)
        elif header.command == protocol.WRTE:
            if header.arg0 != stream.remote_id:
                raise protocol.ProtocolError("WRTE from another stream's id")
            stream.feed(payload)
        elif header.command == protocol.CLSE:
            await self.close_stream(stream)

    async def _handshake(self, header: protocol.Header) -> None:
        if self._online:  # AOSP: a second CNXN resets the transport
            for stream in list(self._streams.values()):
                stream.mark_closed()
            self._streams.clear()
        self.max_payload = max(1024, min(header.arg1, protocol.MAX_PAYLOAD))
        version = min(header.arg0, protocol.VERSION_SKIP_CHECKSUM)
        # The first answer carries a sum for hosts that still check it; then what both agreed on holds.
        await self.send(protocol.CNXN, protocol.VERSION_SKIP_CHECKSUM, protocol.MAX_PAYLOAD, self._banner.encode())
        self._checksum = version < protocol.VERSION_SKIP_CHECKSUM
        self._online = True

    async def _accept(self, remote_id: int, payload: bytes) -> None:
        name = payload.rstrip(b"\0").decode("utf-8", "surrogateescape")
        if not remote_id:
            raise protocol.ProtocolError("OPEN with id 0")
        stream = Stream(self, next(self._ids), remote_id)
        self._streams[stream.local_id] = stream
        task = asyncio.get_running_loop().create_task(self._serve(name, stream))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, name: str, stream: Stream) -> None:
        try:
            await self._open_service(name, stream)
        except LookupError:  # refused before its OKAY: AOSP answers CLSE with local id 0
            self._streams.pop(stream.local_id, None)
            await self.send(protocol.CLSE, 0, stream.remote_id)
        except StreamClosed:
            pass
        except Exception:
            log.exception("service %r failed", name)
        finally:
            await self.close_stream(stream)
