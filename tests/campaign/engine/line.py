"""A line to a server that can be cut."""

import contextlib
import socket
import threading
from collections.abc import Iterator

from tests.sockets import hang_up, listening


class Line:
    """Whoever connects to ``port`` speaks to the server, until nothing gets through, or the line is cut."""

    def __init__(self, server: socket.socket, to: tuple[str, int]) -> None:
        self.port: int = server.getsockname()[1]
        self._server, self._to = server, to
        self._ends: list[socket.socket] = []
        self._open = threading.Event()
        self._open.set()
        threading.Thread(target=self._connect, daemon=True).start()

    def swallow(self) -> None:
        """Let nothing through, and say so to nobody, as a network does that is unplugged."""
        self._open.clear()

    def cut(self) -> None:
        """End all connections, the newest first, and take no more."""
        hang_up(self._server, *reversed(self._ends))
        self._open.set()

    def _connect(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near = self._server.accept()[0]
                far = socket.create_connection(self._to)
                self._ends += near, far
                for ends in ((near, far), (far, near)):
                    threading.Thread(target=self._pass_on, args=ends, daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while said := one.recv(65536):
                self._open.wait()
                other.sendall(said)


@contextlib.contextmanager
def line(address: str) -> Iterator[Line]:
    """Give a line to the server at ``PROTOCOL://HOST:PORT``."""
    host, _, port = address.rpartition("/")[2].rpartition(":")
    with listening("127.0.0.1") as server:
        made = Line(server, (host, int(port)))
        try:
            yield made
        finally:
            made.cut()
