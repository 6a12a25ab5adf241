"""Names of services (AOSP ``SERVICES.TXT``) and what each does."""

from __future__ import annotations

import asyncio

from harness.sandbox import caller
from harness.sandbox.system.device import Device

from . import protocol, shell
from .relay import relay
from .reverse import ReverseForwards
from .stream import Stream
from .sync import SyncService

_TEXT_ANSWERS = {
    "root:": "adbd is already running as root\n",
    "unroot:": "cannot change adbd's user in the sandbox\n",
    "remount:": "remount succeeded\n",
    "disable-verity:": "verity is already disabled\n",
    "enable-verity:": "verity cannot be enabled in the sandbox\n",
}


class Services:
    """Opens services for one connection, and keeps what lives as long as the connection does."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self._reverse = ReverseForwards(device.cage)

    async def close(self) -> None:
        """Drop the connection's reverse forwards."""
        await self._reverse.close()

    async def open(self, name: str, stream: Stream) -> None:
        """Run the service ``name`` on ``stream`` to its end. Raises LookupError for one that does not exist."""
        kind, _, argument = name.partition(":")
        if kind == "shell" or kind.startswith("shell,"):
            await self._accept(stream)
            await shell.serve_shell(self._device, stream, options=kind.split(",")[1:], command=argument)
        elif kind == "exec":
            await self._accept(stream)
            await shell.serve_exec(self._device, stream, argument)
        elif kind == "sync":
            await self._accept(stream)
            with caller.acting(new_uid=self._device.adbd_uid):
                await SyncService(self._device.vfs, stream).serve()
        elif kind == "reverse":
            await self._accept(stream)
            await self._reverse.serve(argument, stream)
        elif kind == "tcp":
            await self._connect(argument, stream)
        elif name == "root:" and self._device.adbd_uid != caller.ROOT:
            await self._accept(stream)
            await stream.write(b"adbd cannot run as root in production builds\n")
        elif name in _TEXT_ANSWERS:
            await self._accept(stream)
            await stream.write(_TEXT_ANSWERS[name].encode())
        else:
            raise LookupError(name)

    @staticmethod
    async def _accept(stream: Stream) -> None:
        await stream.connection.send(protocol.OKAY, stream.local_id, stream.remote_id)

    async def _connect(self, argument: str, stream: Stream) -> None:
        """``adb forward``: a connection to a port of the device, which is a port of this machine's loopback."""
        port = argument.partition(":")[0]
        if not port.isdigit() or not 0 < int(port) < 65536:
            raise LookupError(argument)
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", int(port))
        except OSError as error:
            raise LookupError(argument) from error
        await self._accept(stream)
        await relay(stream, reader, writer)
