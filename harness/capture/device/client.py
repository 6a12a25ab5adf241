"""A client of adb servers that never starts one, and never waits without end."""

import socket

import adbutils
from adbutils._adb import AdbConnection
from adbutils._device_base import _DEFAULT_SOCKET_TIMEOUT

ANSWER_SECONDS = 30.0
"""How long the server, or the device behind it, may say nothing, where the caller gives no time of its own (adbutils
gives 10 minutes then): the slowest answers of healthy devices (a screenshot, a forward) take a few seconds."""


class _Connection(AdbConnection):  # type: ignore[misc]
    """adbutils runs ``adb start-server`` where nothing answers: the user's own server, whatever port was asked."""

    def _safe_connect(self) -> socket.socket:
        connection: socket.socket = self._create_socket()
        return connection


class Client(adbutils.AdbClient):  # type: ignore[misc]
    """An ``AdbClient`` for the middle of a run: a server that is gone stays gone, and is said to be."""

    def make_connection(self, timeout: float | None = None) -> AdbConnection:
        """Connect to the server. Raises ``AdbError`` of some kind where none answers."""
        made = _Connection(self.host, self.port)
        made.conn.settimeout(ANSWER_SECONDS if timeout in (None, _DEFAULT_SOCKET_TIMEOUT) else timeout)
        return made


def tame(client: adbutils.AdbClient) -> adbutils.AdbClient:
    """Return a client of the same server that is a :class:`Client`; what is no plain ``AdbClient`` stays as it is."""
    return Client(client.host, client.port) if type(client) is adbutils.AdbClient else client
