"""What a device, or an app on it, prints without end is not read without end, and one that is silent has its time."""

import contextlib
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator

import adbutils
import pytest

from harness.capture import bounds
from harness.capture.device.adb.device import AdbDevice
from harness.capture.device.errors import DeviceLost
from harness.capture.device.journal import Journal
from harness.capture.device.link import client as module
from harness.capture.device.link.client import Client, TooMuch, printed
from harness.capture.device.link.known import Once
from tests.faults.named import fault


class Endless(socketserver.BaseRequestHandler):
    """An adb server whose device answers every question with OKAY and then prints for ever."""

    def handle(self) -> None:
        try:
            while True:
                size = int(self.request.recv(4), 16)
                asked = self.request.recv(size)
                if asked == b"host:version":
                    self.request.sendall(b"OKAY00040029")
                    return
                if asked.startswith(b"host:tport"):
                    self.request.sendall(b"OKAY" + b"\0" * 8)
                    continue
                self.request.sendall(b"OKAY")
                while True:
                    self.request.sendall(self.server.piece)  # type: ignore[attr-defined]
        except (OSError, ValueError):
            return


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> Iterator[socketserver.ThreadingTCPServer]:
    monkeypatch.setattr(module._Connection, "_left", 1 << 20)
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Endless) as server:
        server.daemon_threads = True
        server.piece = b"x" * 4096  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@fault("the device answers without end")
@pytest.mark.parametrize(
    ("piece", "ask"),
    [
        (b"x" * 4096, lambda device: device.shell("logcat")),
        (b"x" * 4096, lambda device: printed(device, "screencap -p")),
        (b"\1" + (4096).to_bytes(4, "little") + b"x" * 4096, lambda device: device.shell2("yes", v2=True)),
        (b"\1\xff\xff\xff\xff" + b"x" * 4096, lambda device: device.shell2("a packet of 4 GiB", v2=True)),
        (b"DATA" + (4096).to_bytes(4, "little") + b"x" * 4096, lambda device: device.sync.read_bytes("/x")),
    ],
    ids=["shell", "picture", "shell_v2", "packet", "file"],
)
def test_it_has_an_end_that_is_said(endless: socketserver.ThreadingTCPServer, piece: bytes, ask) -> None:
    endless.piece = piece  # type: ignore[attr-defined]
    device = adbutils.AdbDevice(Client("127.0.0.1", endless.server_address[1]), "x")
    device._features = {"shell_v2"}
    with pytest.raises(TooMuch, match="longer than 64 MiB"):
        ask(device)


class Silent(socketserver.BaseRequestHandler):
    """An adb server whose device takes every command, and then says nothing."""

    def handle(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            while size := int(self.request.recv(4), 16):
                asked = self.request.recv(size)
                if asked == b"host:version":
                    self.request.sendall(b"OKAY00040029")
                    return
                if asked.endswith(b":get-state"):
                    self.request.sendall(b"OKAY0006device")
                    return
                self.request.sendall(b"OKAY" + b"\0" * 8 * asked.startswith(b"host:tport"))


@fault("the device takes a command and says nothing")
@pytest.mark.parametrize("ask", [AdbDevice.screenshot, AdbDevice.clock_offset_us], ids=["picture", "clock"])
def test_one_that_says_nothing_is_not_waited_for_for_ever(ask: Callable[[AdbDevice], object]) -> None:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Silent) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        device = AdbDevice(Client("127.0.0.1", server.server_address[1]), "x", journal=Journal("x", None))
        device.link.transport.heard.shell_v2 = Once(True)
        bounds.shorten(0.03)
        begun = time.monotonic()
        try:
            with pytest.raises(DeviceLost, match="The device x does not answer any more"):
                ask(device)
        finally:
            bounds.shorten(1)
            server.shutdown()
        assert time.monotonic() - begun < 30  # adbutils has 600 s


def test_the_end_of_a_conversation_is_told_and_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: pytest.fail(f"sleeps for {seconds} s"))
    with socket.create_server(("127.0.0.1", 0)) as server:
        made = Client("127.0.0.1", server.getsockname()[1]).make_connection()
        other, _ = server.accept()
        with other, made.conn.dup() as held:  # somebody else holds the socket
            made.send(b"last words")
            made.close()
            other.settimeout(60)
            assert (other.recv(100), other.recv(100)) == (b"last words", b"")
            assert made.closed and held.fileno() >= 0
            made.close()
