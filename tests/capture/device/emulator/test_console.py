"""The emulator console's line protocol, against a fake console that behaves as the emulator's source does."""

import socket
import threading
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.capture.device.emulator.console import MAX_ANSWER, EmulatorConsole, console_port
from harness.capture.device.errors import ConsoleRefused, DeviceError, DeviceLost
from tests.capture.device.fake_emulator import Machine, Server

TOKEN = ".emulator_console_auth_token"


@pytest.fixture
def port(home: Path) -> Iterator[int]:
    """The port of a fake console; the home directory's token is the one it accepts."""
    (home / TOKEN).write_text("a1B2c3D4")
    content = home / "content"
    content.mkdir()
    machine = Machine(Namespace(avd="Pixel", port=0, read_only=True), content, home / "disk")
    with Server(machine) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@pytest.fixture
def raw() -> Iterator[tuple[int, list[bytes]]]:
    """The port of a server that sends the listed pieces and closes."""
    pieces: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                for piece in pieces:
                    connection.sendall(piece)
                connection.recv(1000) if not pieces else None

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1], pieces


def test_commands_after_authentication(port: int) -> None:
    with EmulatorConsole(port) as console:
        assert console.command("avd name") == ["Pixel"]
        assert console.command("ping") == ["I am alive!"]
        assert console.command("kill") == []


def test_ko_is_an_error_with_the_emulators_reason(port: int) -> None:
    with EmulatorConsole(port) as console:
        with pytest.raises(
            ConsoleRefused, match=r"refused 'avd'.*does not have the requested snapshot 'clean'"
        ) as caught:
            console.command("avd snapshot load clean")
        assert caught.value.reason == "Device 'cache' does not have the requested snapshot 'clean'"
        with pytest.raises(ConsoleRefused, match="read-only"):
            console.command("avd snapshot save clean")
        with pytest.raises(ConsoleRefused, match="unknown command"):
            console.command("fly")
        assert console.command("ping") == ["I am alive!"], "the conversation goes on after KO"


def test_a_wrong_token_says_who_started_the_emulator(port: int, home: Path, tmp_path: Path) -> None:
    other = tmp_path / "token"
    other.write_text("wrong")
    with pytest.raises(ConsoleRefused, match="started by another user"):
        EmulatorConsole(port, token_file=other)
    with pytest.raises(ConsoleRefused, match="cannot be read"):
        EmulatorConsole(port, token_file=tmp_path / "missing")
    (home / TOKEN).write_text("")  # an empty file turns authentication off
    with EmulatorConsole(port) as console:
        assert console.command("kill") == []


def test_one_command_is_one_line(port: int) -> None:
    with EmulatorConsole(port) as console, pytest.raises(ValueError, match="one line"):
        console.command("sms send 1 hello\r\nkill")


@pytest.mark.parametrize(
    ("pieces", "sentence"),
    [
        ([b"Android Console: type 'help' for a list of commands\r\n"], "closed the connection"),
        ([b"x" * 4096] * (MAX_ANSWER // 4096 + 1), "has no end"),
    ],
)
def test_something_else_on_the_port(raw: tuple[int, list[bytes]], pieces: list[bytes], sentence: str) -> None:
    port, sent = raw
    sent += pieces
    with pytest.raises(DeviceLost, match=sentence):
        EmulatorConsole(port)


def test_silence_ends_with_the_timeout(raw: tuple[int, list[bytes]]) -> None:
    with pytest.raises(DeviceLost, match="did not answer 'the greeting'"):
        EmulatorConsole(raw[0], timeout=0.2)


def test_an_answer_in_small_pieces(raw: tuple[int, list[bytes]]) -> None:
    port, sent = raw
    sent += [bytes([byte]) for byte in b"Android Console: type 'help' for a list of commands\r\nOK\r\n"]
    EmulatorConsole(port).close()


def test_console_ports() -> None:
    assert console_port("emulator-5554") == 5554
    with pytest.raises(DeviceError, match="no emulator"):
        console_port("127.0.0.1:5555")
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(DeviceLost, match="No emulator console answers"):
            EmulatorConsole(unused.getsockname()[1])
