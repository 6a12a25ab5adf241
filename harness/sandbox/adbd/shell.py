"""``shell:``, ``shell,v2:`` and ``exec:``: a command with its input, output, errors and exit code.

The packets of version 2 are AOSP's ``shell_protocol.h``: one byte of id, four of length (little-endian), data.
"""

from __future__ import annotations

import asyncio
import contextlib
import struct
from collections.abc import Coroutine
from typing import Any

from harness.sandbox.shell.adb_shell import run_shell
from harness.sandbox.shell.io import Channels, Pipe
from harness.sandbox.system.device import Device

from .stream import Stream, StreamClosed

ID_STDIN, ID_STDOUT, ID_STDERR, ID_EXIT, ID_CLOSE_STDIN, ID_WINDOW_SIZE = range(6)
_PACKET = struct.Struct("<BI")
_MAX_PACKET = 1024 * 1024
#: A command whose client left gets this long to use what it already received, in seconds.
_GRACE = 1.0


class _Raw:
    """Writes straight to the stream; with ``tty`` it ends lines as a terminal does."""

    def __init__(self, stream: Stream, *, tty: bool) -> None:
        self._stream = stream
        self._tty = tty

    async def write(self, data: bytes) -> None:
        await self._stream.write(data.replace(b"\n", b"\r\n") if self._tty else data)


class _Packets:
    """Writes packets of one id."""

    def __init__(self, stream: Stream, packet_id: int, *, tty: bool) -> None:
        self._stream = stream
        self._id = packet_id
        self._tty = tty

    async def write(self, data: bytes) -> None:
        if self._tty:
            data = data.replace(b"\n", b"\r\n")
        step = 256 * 1024
        for start in range(0, len(data), step):
            piece = data[start : start + step]
            await self._stream.write(_PACKET.pack(self._id, len(piece)) + piece)


async def serve_exec(device: Device, stream: Stream, command: str) -> None:
    """``exec:``: raw bytes both ways, errors mixed into the output, no exit code."""
    out = _Raw(stream, tty=False)
    await _until_closed(stream, run_shell(device, command, Channels(stream, out, out)))


async def serve_shell(device: Device, stream: Stream, *, options: list[str], command: str) -> None:
    """``shell:`` with its options; without ``raw`` or ``pty`` a terminal is given to an empty command only."""
    tty = "pty" in options or ("raw" not in options and not command)
    if "v2" not in options:
        out = _Raw(stream, tty=tty)
        await _until_closed(stream, run_shell(device, command, Channels(stream, out, out), tty=tty))
        return
    stdin = Pipe()
    reader = asyncio.ensure_future(_read_packets(stream, stdin))
    stdout = _Packets(stream, ID_STDOUT, tty=tty)
    stderr = stdout if tty else _Packets(stream, ID_STDERR, tty=False)
    try:
        code = await _until_closed(stream, run_shell(device, command, Channels(stdin, stdout, stderr), tty=tty))
        if code is not None:
            await stream.write(_PACKET.pack(ID_EXIT, 1) + bytes([code & 0xFF]))
    finally:
        reader.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await reader


async def _read_packets(stream: Stream, stdin: Pipe) -> None:
    with contextlib.suppress(StreamClosed, BrokenPipeError):
        while True:
            packet_id, length = _PACKET.unpack(await stream.read_exactly(_PACKET.size))
            if length > _MAX_PACKET:
                break
            data = await stream.read_exactly(length)
            if packet_id == ID_STDIN and data:
                await stdin.write(data)
            elif packet_id == ID_CLOSE_STDIN:
                stdin.close()
    stdin.close()


async def _until_closed(stream: Stream, run: Coroutine[Any, Any, int]) -> int | None:
    """The command's exit code, or None when the client left first (then the command is ended)."""
    command: asyncio.Task[int] = asyncio.ensure_future(run)
    closed = asyncio.ensure_future(stream.closed.wait())
    try:
        await asyncio.wait({command, closed}, return_when=asyncio.FIRST_COMPLETED)
        if not command.done():
            await asyncio.wait({command}, timeout=_GRACE)
        if command.done():
            return command.result()
        return None
    except (StreamClosed, BrokenPipeError):
        return None
    finally:
        closed.cancel()
        if not command.done():
            command.cancel()
            with contextlib.suppress(asyncio.CancelledError, StreamClosed, BrokenPipeError):
                await command
