"""Nobody waits at a socket that a test is done with."""

import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sockets import hang_up


def _tcp(_: Path) -> tuple[socket.socket, Callable[[], object]]:
    server = socket.create_server(("127.0.0.1", 0))
    return server, server.accept


def _udp(_: Path) -> tuple[socket.socket, Callable[[], object]]:
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))
    return server, lambda: server.recv(10)


def _unix(folder: Path) -> tuple[socket.socket, Callable[[], object]]:
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(folder / "s"))
    server.listen()
    return server, server.accept


@pytest.mark.parametrize("kind", [_tcp, _udp, _unix])
def test_whoever_waits_is_woken(
    kind: Callable[[Path], tuple[socket.socket, Callable[[], object]]], tmp_path: Path
) -> None:
    server, wait = kind(tmp_path)

    def waiting() -> None:
        try:
            while wait():
                pass
        except OSError:
            pass

    thread = threading.Thread(target=waiting, daemon=True)
    thread.start()
    while _call(thread) == "running":
        time.sleep(0.01)
    hang_up(server)
    thread.join(30)
    assert not thread.is_alive()


def _call(thread: threading.Thread) -> str:
    return Path(f"/proc/self/task/{thread.native_id}/syscall").read_text("utf-8").split()[0]
