"""The mark at the end of what an app says is taken off, however it comes, and nothing else waits for it."""

import socket
import time
from pathlib import Path

import pytest

from harness.capture.half_closed import end_of_input
from tests.capture.proxy.running import Running, running


def mark(found: Running) -> bytes:
    return end_of_input(bytes.fromhex(found.proxy.address().token))


def heard(taken: socket.socket, size: int) -> bytes:
    """The next bytes, in however many pieces they come: a byte that a mark may begin with comes a little later."""
    got = b""
    while len(got) < size and (piece := taken.recv(size - len(got))):
        got += piece
    return got


def begun(found: Running, server: socket.socket) -> tuple[socket.socket, socket.socket]:
    """A connection through the proxy, and the server's end of it."""
    client = found.connect(("127.0.0.1", server.getsockname()[1]))
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    client.sendall(b"\x00\x01begin")
    taken, _ = server.accept()
    taken.settimeout(60)
    assert heard(taken, 7) == b"\x00\x01begin"
    return client, taken


@pytest.mark.parametrize("cut", range(17))
def test_a_mark_in_two_pieces_is_one(ca: Path, cut: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, running(ca, "live") as found:
        client, taken = begun(found, server)
        client.sendall(b"said" + mark(found)[:cut])
        time.sleep(0.02)
        client.sendall(mark(found)[cut:])
        assert heard(taken, 100) == b"said"
        taken.sendall(b"answer")
        assert client.recv(100) == b"answer"
        taken.close()
        assert client.recv(100) == b""
        (exchange,) = found.exchanges()
    assert b"".join(m.data for m in exchange.messages if m.from_client) == b"\x00\x01beginsaid"


def test_a_mark_of_which_the_rest_comes_late_is_the_end_all_the_same(ca: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, running(ca, "live") as found:
        client, taken = begun(found, server)
        client.sendall(b"said" + mark(found)[:3])
        assert heard(taken, 4) == b"said"
        assert heard(taken, 3) == mark(found)[:3], "it may have been the app's own"
        client.sendall(mark(found)[3:])
        assert taken.recv(100) == b""


def test_what_looks_like_its_beginning_is_not_kept_back_for_ever(ca: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, running(ca, "live") as found:
        client, taken = begun(found, server)
        for size in (1, 15, 1):
            client.sendall(mark(found)[:size])
            assert heard(taken, size) == mark(found)[:size]
            client.sendall(b"more")
            assert heard(taken, 4) == b"more"


def test_nothing_is_said_after_the_end(ca: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, running(ca, "live") as found:
        client, taken = begun(found, server)
        client.sendall(b"said" + mark(found) + b"after")
        assert heard(taken, 4) == b"said"
        client.sendall(b"later")
        assert taken.recv(100) == b""


def test_one_that_is_closed_while_bytes_are_kept_back_loses_none(ca: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, running(ca, "live") as found:
        client, taken = begun(found, server)
        client.sendall(mark(found)[:5])
        client.close()
        assert heard(taken, 100) == mark(found)[:5]


def test_the_end_of_one_that_has_hardly_begun_closes_it(ca: Path) -> None:
    with running(ca) as found:
        client = found.connect(("198.18.0.7", 7000))
        client.sendall(b"x" + mark(found))
        assert client.recv(100) == b""
