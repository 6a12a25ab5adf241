"""Bytes between an ADB stream and a socket: what ``adb forward`` and ``adb reverse`` carry."""

from __future__ import annotations

import asyncio
import contextlib

from .stream import Stream, StreamClosed


async def relay(stream: Stream, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Copy both ways between an ADB stream and a socket until either ends."""

    async def to_socket() -> None:
        while data := await stream.read():
            writer.write(data)
            await writer.drain()

    async def to_stream() -> None:
        while data := await reader.read(64 * 1024):
            await stream.write(data)

    tasks = [asyncio.ensure_future(to_socket()), asyncio.ensure_future(to_stream())]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        with contextlib.suppress(ConnectionError, StreamClosed):
            await asyncio.gather(*tasks, return_exceptions=True)
        writer.close()
