"""``adb reverse``: ports of the device that lead to the host (AOSP ``reverse:`` services).

A forward listens on this machine's loopback, and on the device's own where its apps have one (``sandbox.cage``).
A port that is already in use here fails, as it would when an app of the device held it. ``tcp:0`` always works and
tells the port it took.
"""

from __future__ import annotations

import asyncio
import socket
from typing import Protocol

from .relay import relay
from .stream import Stream


class Inside(Protocol):
    """The loopback that the apps see."""

    async def listen(self, port: int) -> socket.socket | None:
        """Return a socket that listens there; None where it is this machine's. Raises OSError."""

    def forget(self, port: int) -> None:
        """A port that was listened on no longer is."""


class ReverseForwards:
    """The reverse forwards of one connection."""

    def __init__(self, inside: Inside) -> None:
        self._inside = inside
        self._listeners: dict[str, tuple[asyncio.Server, str, int]] = {}
        self._inner: dict[int, asyncio.Server] = {}

    async def close(self) -> None:
        """Stop listening everywhere."""
        for server, _, bound in self._listeners.values():
            self._close(server, bound)
        self._listeners.clear()

    async def serve(self, request: str, stream: Stream) -> None:
        """Answer one ``reverse:`` request on its stream."""
        verb, _, argument = request.partition(":")
        if verb == "forward":
            norebind = argument.startswith("norebind:")
            await stream.write(await self._forward(argument.removeprefix("norebind:"), stream, norebind=norebind))
        elif verb == "killforward":
            await stream.write(self._kill(argument))
        elif verb == "killforward-all":
            await self.close()
            await stream.write(b"OKAY")
        elif verb == "list-forward":
            serial = f"host-{stream.connection.number}"
            lines = "".join(f"{serial} {local} {remote}\n" for local, (_, remote, _) in self._listeners.items())
            await stream.write(_sized(lines))
        else:
            await stream.write(_fail(f"unknown reverse service '{verb}'"))

    async def _forward(self, argument: str, stream: Stream, *, norebind: bool) -> bytes:
        local, separator, remote = argument.partition(";")
        port = _tcp_port(local)
        if not separator or not remote:
            return _fail(f"bad forward: {argument}")
        if port is None:
            return _fail(f"cannot bind listener: only tcp:PORT is supported, not '{local}'")
        if local in self._listeners:
            if norebind:
                return _fail("cannot rebind existing socket")
            server, _, bound = self._listeners[local]
            self._listeners[local] = (server, remote, bound)
            return b"OKAY"
        connection = stream.connection
        bound = 0

        async def accepted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            entry = self._listeners.get(f"tcp:{bound}")
            outgoing = await connection.open_stream(entry[1]) if entry else None
            if outgoing is None:
                writer.close()
                return
            try:
                await relay(outgoing, reader, writer)
            finally:
                await outgoing.close()

        try:
            server = await asyncio.start_server(accepted, "127.0.0.1", port)
        except OSError as error:
            return _fail(f"cannot bind listener: {error.strerror}")
        bound = server.sockets[0].getsockname()[1]
        try:
            if (inner := await self._inside.listen(bound)) is not None:
                self._inner[bound] = await asyncio.start_server(accepted, sock=inner)
        except OSError as error:
            self._close(server, bound)
            return _fail(f"cannot bind listener: {error.strerror}")
        self._listeners[f"tcp:{bound}"] = (server, remote, bound)
        return b"OKAY" + (_sized(str(bound)) if port == 0 else b"")

    def _kill(self, local: str) -> bytes:
        entry = self._listeners.pop(local, None)
        if entry is None:
            return _fail(f"listener '{local}' not found")
        self._close(entry[0], entry[2])
        return b"OKAY"

    def _close(self, server: asyncio.Server, bound: int) -> None:
        server.close()
        self._inside.forget(bound)
        if (inner := self._inner.pop(bound, None)) is not None:
            inner.close()


def _tcp_port(spec: str) -> int | None:
    kind, _, number = spec.partition(":")
    if kind != "tcp" or not number.isdigit() or int(number) > 65535:
        return None
    return int(number)


def _sized(text: str) -> bytes:
    data = text.encode()
    return f"{len(data):04x}".encode() + data


def _fail(reason: str) -> bytes:
    return b"FAIL" + _sized(reason)
