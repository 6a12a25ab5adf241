"""Where a command's bytes come from and go to."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Protocol


class Source(Protocol):
    """Gives bytes."""

    async def read(self) -> bytes:
        """The next bytes; ``b""`` at the end."""


class Sink(Protocol):
    """Takes bytes."""

    async def write(self, data: bytes) -> None:
        """Take all of ``data``, waiting while the reader is slow."""


@dataclass(frozen=True, slots=True)
class Channels:
    """The three channels of a command."""

    stdin: Source
    stdout: Sink
    stderr: Sink


class Empty:
    """A source with nothing in it."""

    async def read(self) -> bytes:
        """Always the end."""
        return b""


class Null:
    """``/dev/null`` as a sink."""

    async def write(self, data: bytes) -> None:
        """Drop the bytes."""


class Buffer:
    """A sink that keeps everything."""

    def __init__(self) -> None:
        self.data = bytearray()

    async def write(self, data: bytes) -> None:
        """Append."""
        self.data += data


class Bytes:
    """A source that gives fixed bytes."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    async def read(self) -> bytes:
        """All of it, once."""
        data, self._data = self._data, b""
        return data


class Pipe:
    """A bounded pipe between two commands. Writing after the reader left raises BrokenPipeError, as SIGPIPE would."""

    _LIMIT = 256 * 1024

    def __init__(self) -> None:
        self._chunks: deque[bytes] = deque()
        self._size = 0
        self._closed = False
        self._reader_gone = False
        self._changed = asyncio.Condition()
        self._wakers: set[asyncio.Task[None]] = set()

    async def write(self, data: bytes) -> None:
        """Take the bytes, waiting while too many are unread."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._size < self._LIMIT or self._reader_gone)
            if self._reader_gone or self._closed:
                raise BrokenPipeError
            self._chunks.append(data)
            self._size += len(data)
            self._changed.notify_all()

    async def read(self) -> bytes:
        """The next bytes; ``b""`` after :meth:`close`."""
        async with self._changed:
            await self._changed.wait_for(lambda: bool(self._chunks) or self._closed)
            if not self._chunks:
                return b""
            data = self._chunks.popleft()
            self._size -= len(data)
            self._changed.notify_all()
            return data

    def close(self) -> None:
        """No more will be written."""
        self._closed = True
        self._wake()

    def leave(self) -> None:
        """Nobody will read any more."""
        self._reader_gone = True
        self._wake()

    def _wake(self) -> None:
        async def notify() -> None:
            async with self._changed:
                self._changed.notify_all()

        task = asyncio.get_running_loop().create_task(notify())
        self._wakers.add(task)
        task.add_done_callback(self._wakers.discard)


async def read_all(source: Source, limit: int | None = None) -> bytes:
    """Everything a source gives, or its first ``limit`` bytes at least."""
    data = bytearray()
    while limit is None or len(data) < limit:
        piece = await source.read()
        if not piece:
            break
        data += piece
    return bytes(data)
