"""A client of adb servers that never starts one, never waits without end, and never reads without end."""

import contextlib
import socket

import adbutils
from adbutils._adb import AdbConnection
from adbutils._device_base import _DEFAULT_SOCKET_TIMEOUT

from harness.capture.bounds import allowed

ANSWER_SECONDS = 30.0
"""How long the server, or the device behind it, may say nothing, where the caller gives no time of its own (adbutils
gives 10 minutes then): the slowest answers of healthy devices (a screenshot, a forward) take a few seconds."""
MOST_BYTES = 64 << 20
"""The most that is read of one answer: a device, or an app on it, may print without end, and what it says is kept in
memory. A picture of a large screen is 30 MB at most, the longest ``dumpsys`` some 10 MB."""
_PIECE = 1 << 16


class TooMuch(adbutils.AdbError):  # type: ignore[misc]
    """An answer was longer than :data:`MOST_BYTES`."""


class _Connection(AdbConnection):  # type: ignore[misc]
    """adbutils runs ``adb start-server`` where nothing answers: the user's own server, whatever port was asked.

    It also takes as much memory as an answer's head says that there will be, or as comes, and sleeps for 10 ms after
    each conversation, of which a run has several hundred.
    """

    _left = MOST_BYTES

    def _safe_connect(self) -> socket.socket:
        connection: socket.socket = self._create_socket()
        return connection

    def close(self) -> None:
        """End the conversation, also where somebody else holds the socket: that is what the shutdown is for.

        (adbutils sleeps after it, to "make sure the shutdown is processed", openatx/adbutils#154 and later. The kernel
        sends what is left, and the end, without the program.)
        """
        if not self.closed:
            with contextlib.suppress(OSError):
                self.conn.shutdown(socket.SHUT_WR)
            self.conn.close()
        super().close()  # of a socket that is closed: it does not come to its sleep

    def _read_fully(self, n: int) -> bytes:
        data = bytearray()
        while len(data) < n:
            piece = self.conn.recv(min(_PIECE, n - len(data)))
            if not piece:
                break
            data += piece
            self._left -= len(piece)
            if self._left < 0:
                raise TooMuch(f"the answer is longer than {MOST_BYTES >> 20} MiB, the most that is read")
        return bytes(data)

    def read_until_close(self, encoding: str | None = "utf-8") -> str | bytes:
        """Read until the other end closes."""
        data = bytearray()
        while piece := self.read(_PIECE):
            data += piece
        return data.decode(encoding, "replace") if encoding else bytes(data)


class Client(adbutils.AdbClient):  # type: ignore[misc]
    """An ``AdbClient`` that starts no server: one that is gone stays gone, and is said to be."""

    _version = 0

    def server_version(self) -> int:
        """Return the server's version. adbutils asks before every command, 10 ms each time, for what never changes."""
        self._version = self._version or int(super().server_version())
        return self._version

    def make_connection(self, timeout: float | None = None) -> AdbConnection:
        """Connect to the server. Raises ``AdbError`` of some kind where none answers."""
        made = _Connection(self.host, self.port)
        made.conn.settimeout(allowed(ANSWER_SECONDS if timeout in (None, _DEFAULT_SOCKET_TIMEOUT) else timeout))
        return made


def printed(device: adbutils.AdbDevice, line: str, timeout: float = ANSWER_SECONDS) -> bytes:
    """Return what a line of the device's shell prints. ``timeout`` is how long it may say nothing, in seconds.

    (``device.shell`` waits for the shell as long as for anything, and then 10 minutes for what it prints.)
    """
    with device.open_transport(timeout=timeout) as connection:
        connection.send_command(f"shell:{line}")
        connection.check_okay()
        return bytes(connection.read_until_close(encoding=None))


def tame(client: adbutils.AdbClient) -> adbutils.AdbClient:
    """Return a client of the same server that is a :class:`Client`; what is no plain ``AdbClient`` stays as it is."""
    return Client(client.host, client.port) if type(client) is adbutils.AdbClient else client
