"""An app that says it has no more to say, and listens, hears its answer through the agent's route and a real adb."""

import http.server
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.capture.agent.test_route import OUTSIDE, Routed, routed
from tests.capture.device.attached import bench
from tests.sockets import listening

pytestmark = pytest.mark.e2e


@contextmanager
def world(answer: Callable[[bytes], bytes]) -> Iterator[int]:
    """A server that answers what it has heard to its end; gives its port."""

    def serve(client: socket.socket) -> None:
        with client:
            heard = b""
            while piece := client.recv(65536):
                heard += piece
            client.sendall(answer(heard))

    def accept(server: socket.socket) -> None:
        while True:
            try:
                client, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(client,), daemon=True).start()

    with listening(OUTSIDE) as server:
        threading.Thread(target=accept, args=(server,), daemon=True).start()
        yield server.getsockname()[1]


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ca")


@pytest.fixture
def found(ca: Path, tmp_path: Path) -> Iterator[Routed]:
    with bench(tmp_path / "device", root="none") as device:
        adb = device.device()
        adb.begin()
        try:
            with routed(ca, "live", through=adb.link.reverse) as made:
                yield made
        finally:
            adb.close()


READ = "h = b''\nwhile p := s.recv(65536): h += p\nanswer = h"


def test_the_answer_to_all_that_was_said_is_heard(found: Routed) -> None:
    with world(lambda heard: b"%d bytes, %s" % (len(heard), heard[:4])) as port:
        at = (OUTSIDE, port)

        def say(code: str) -> object:
            return found.host.run(
                f"import socket\ns = socket.create_connection({at})\ns.settimeout(60)\n{code}\n{READ}"
            )

        assert say("s.sendall(b'said'); s.shutdown(1)") == b"4 bytes, said"
        assert say("s.sendall(b'x' * 3000000); s.shutdown(1)") == b"3000000 bytes, xxxx"
        assert say("s.sendall(b'said'); s.shutdown(1); s.shutdown(1)") == b"4 bytes, said"
        assert say("s.setblocking(False); s.send(b'said'); s.shutdown(1); s.setblocking(True)") == b"4 bytes, said"
        assert say("s.sendall(b'forked'); import os; os.fork() or (s.shutdown(1), os._exit(0))") == b"6 bytes, fork"
    said = [message.data for exchange in found.exchanges() for message in exchange.messages if message.from_client]
    assert b"".join(said) == b"said" + b"x" * 3000000 + b"said" + b"said" + b"forked", "nothing of the mark is recorded"
    assert [row for row in found.rows if row.state == "denied"] == []


class Web(http.server.BaseHTTPRequestHandler):
    """Keeps a connection open after its answer."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *words: object) -> None:
        pass


def test_http_is_answered_and_then_closed(found: Routed) -> None:
    with http.server.ThreadingHTTPServer((OUTSIDE, 0), Web) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        begin = f"import socket\ns = socket.create_connection({server.server_address})\ns.settimeout(60)"
        ask = r"s.sendall(b'GET / HTTP/1.1\r\nHost: a.example\r\n\r\n'); s.shutdown(1)"
        heard = found.host.run(f"{begin}\n{ask}\n{READ}")
        server.shutdown()
    assert heard.endswith(b"\r\n\r\nok")


def test_a_whole_end_is_the_sockets_own(found: Routed) -> None:
    with world(lambda heard: b"") as port:
        answer = found.host.run(
            f"import socket\ns = socket.create_connection({(OUTSIDE, port)})\ns.sendall(b'x')\ns.shutdown(2)\n"
            "try: s.send(b'y')\nexcept BrokenPipeError: answer = 'shut'"
        )
    assert answer == "shut"
