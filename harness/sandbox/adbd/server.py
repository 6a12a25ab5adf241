"""The daemon's listening socket."""

from __future__ import annotations

import asyncio
import contextlib

from harness.sandbox.system.device import Device

from .services import Services
from .transport import Connection

#: What this daemon implements and so advertises (AOSP ``transport.cpp`` lists the names).
FEATURES = ("shell_v2", "cmd", "stat_v2", "ls_v2", "fixed_push_mkdir", "fixed_push_symlink_timestamp", "sendrecv_v2")


class AdbDaemon:
    """Listens on 127.0.0.1 only. ``port`` 0 takes any free one; :attr:`port` tells which after :meth:`start`."""

    def __init__(self, device: Device, *, port: int = 0) -> None:
        self.port = port
        self._device = device
        self._server: asyncio.Server | None = None
        self._connections: set[Connection] = set()

    async def start(self) -> None:
        """Begin to listen. Raises OSError when the port is taken."""
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Close the socket and every connection."""
        if self._server is not None:
            self._server.close()
        for connection in list(self._connections):
            await connection.abort()

    async def hang_up(self) -> None:
        """Drop every connection, soon: whoever asked for it is on one of them."""
        for connection in list(self._connections):
            connection.drop()

    def banner(self) -> str:
        """The identity string of CNXN."""
        build = self._device.properties.build()
        shown = {
            "ro.product.name": build["PRODUCT"],
            "ro.product.model": build["MODEL"],
            "ro.product.device": build["DEVICE"],
        }
        properties = "".join(f"{key}={value};" for key, value in shown.items())
        return f"device::{properties}features={','.join(FEATURES)}"

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        services = Services(self._device)
        connection = Connection(reader, writer, banner=self.banner(), open_service=services.open)
        self._connections.add(connection)
        try:
            with contextlib.suppress(asyncio.CancelledError):  # the loop's end; asyncio would report it as an error
                await connection.run()
        finally:
            self._connections.discard(connection)
            await services.close()
