"""``adb reverse``: ports of the device that lead to the host (AOSP ``reverse:`` services).

The device's loopback is this machine's, so a forward of a port that is already in use here fails, as it would when
an app of the device held it. ``tcp:0`` always works and tells the port it took.
"""

from __future__ import annotations

import asyncio

from .stream import Stream


class ReverseForwards:
    """The reverse forwards of one connection."""

    def __init__(self) -> None:
        self._listeners: dict[str, tuple[asyncio.Server, str, int]] = {}

    async def close(self) -> None:
        """Stop listening everywhere."""
        for server, _, _ in self._listeners.values():
            server.close()
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
            from .services import relay

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
        self._listeners[f"tcp:{bound}"] = (server, remote, bound)
        return b"OKAY" + (_sized(str(bound)) if port == 0 else b"")

    def _kill(self, local: str) -> bytes:
        entry = self._listeners.pop(local, None)
        if entry is None:
            return _fail(f"listener '{local}' not found")
        entry[0].close()
        return b"OKAY"


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
