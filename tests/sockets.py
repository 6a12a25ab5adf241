"""Ending sockets at which threads wait."""

import contextlib
import socket
from collections.abc import Iterator


def hang_up(*sockets: socket.socket) -> None:
    """Close sockets, and wake whoever waits at one.

    ``close`` alone leaves the thread in its system call. Whatever then stops the process for a moment (a debugger,
    ctrl-Z) has the kernel begin that call anew, with the number that may be another socket's by now: a connection of
    a later test would be taken by the server of an earlier one.
    """
    for each in sockets:
        with contextlib.suppress(OSError):  # of one that is not connected Linux says so, and wakes all the same
            each.shutdown(socket.SHUT_RDWR)
        each.close()


@contextlib.contextmanager
def listening(host: str) -> Iterator[socket.socket]:
    """Give a server on a free port."""
    server = socket.create_server((host, 0))
    try:
        yield server
    finally:
        hang_up(server)
