"""The one shell of root: what commands print and return, what ends it, and that there are few of it."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import adbutils
import pytest

from harness.capture.device.adb.device import AdbDevice
from harness.capture.device.errors import DeviceError, DeviceLost
from harness.capture.device.link.root import ADBD
from harness.capture.device.link.root_shell import RootShell
from harness.capture.device.structs import ProxyAddress
from harness.persona.generate import generate
from tests.capture.device.attached import Bench, bench
from tests.capture.device.certificate import PEM
from tests.sandbox.apks import apk


@pytest.fixture(
    scope="module", params=[("su", 34), ("su0", 30), ("adbd", 33), ("su", 23)], ids=lambda p: f"{p[0]}-{p[1]}"
)
def one(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    root, level = request.param
    with bench(tmp_path_factory.mktemp("device"), root=root, api_level=level) as found:
        yield found


@pytest.fixture
def device(one: Bench) -> Iterator[AdbDevice]:
    found = one.device()
    yield found
    found.close()


@contextlib.contextmanager
def services(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every service that is asked of adbd."""
    asked: list[str] = []
    send = adbutils.AdbConnection.send_command

    def noted(self: adbutils.AdbConnection, command: str) -> None:
        asked.append(command)
        send(self, command)

    with monkeypatch.context() as patch:
        patch.setattr(adbutils.AdbConnection, "send_command", noted)
        yield asked


def test_output_errors_and_exit_codes(device: AdbDevice) -> None:
    done = device.link.sudo(["sh", "-c", "echo out; echo wrong >&2; exit 7"])
    assert done.code == 7
    if device.link.transport.shell_v2:
        assert (done.stdout, done.stderr) == ("out\n", "wrong\n")
    else:
        assert sorted(done.stdout.split()) == ["out", "wrong"]
    assert device.link.sudo(["id", "-u"]).stdout == "0\n"
    assert device.link.sudo(["true"]).code == 0
    assert device.link.sudo(["echo", "-n", "no line end"]).stdout.rstrip("\n") == "no line end"
    assert device.link.sudo(["no-such-program"]).code == 127


def test_any_argument_arrives_as_it_is(device: AdbDevice) -> None:
    text = "two\nlines 'quoted' \"twice\" $HOME `id` \\ ; exit 3 ) # 名"
    assert device.link.sudo(["echo", text]).stdout == f"{text}\n"
    assert device.link.sudo(["sh", "-c", "cat; echo end"]).stdout == "end\n"  # it does not read the commands after it
    assert device.link.sudo(["echo", "x" * 100_000]).stdout == "x" * 100_000 + "\n"


def test_a_command_may_leave_something_in_the_background(device: AdbDevice) -> None:
    device.link.sudo(["sh", "-c", "( sleep 0.2; echo late ) & echo early"])
    time.sleep(0.4)
    assert device.link.sudo(["echo", "next"]).stdout.endswith("next\n")
    assert "late" not in device.link.sudo(["echo", "last"]).stdout


def test_many_threads_get_their_own_answers(device: AdbDevice) -> None:
    found: dict[int, str] = {}

    def ask(number: int) -> None:
        for _ in range(5):
            found[number] = device.link.sudo(["echo", str(number)]).stdout
            assert found[number] == f"{number}\n"

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {number: f"{number}\n" for number in range(6)}


def test_a_command_that_hangs_costs_its_own_shell_only(device: AdbDevice) -> None:
    with pytest.raises(DeviceLost, match="did not answer in time"):
        device.link.sudo(["sleep", "20"], timeout=0.3)
    assert device.link.sudo(["echo", "again"]).stdout == "again\n"


def test_a_shell_that_ended_between_two_commands_is_opened_again(device: AdbDevice, one: Bench) -> None:
    assert device.link.sudo(["true"]).code == 0
    shell = device.link._root_shell
    assert shell._open is not None
    shell._send(shell._open, b"exit 0\n", time.monotonic() + 5)
    deadline = time.monotonic() + 60
    while not shell._stale() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert device.link.sudo(["echo", "there"]).stdout == "there\n"


def test_a_shell_that_ends_in_the_middle_is_an_error_and_nothing_is_done_twice(
    device: AdbDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    device.link.sudo(["true"])
    shell = device.link._root_shell
    send = shell._send
    monkeypatch.setattr(shell, "_send", lambda where, data, deadline: send(where, b"exit 0\n", deadline))
    with pytest.raises(DeviceError, match=r"The shell of root on .* ended .*'id' as root"):
        device.link.sudo(["id"])
    monkeypatch.undo()
    assert device.link.sudo(["echo", "there"]).stdout == "there\n"


def test_a_whole_run_s_steps_become_root_a_handful_of_times(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "app.apk"
    path.write_bytes(apk())
    with bench(tmp_path / "state", root="su", api_level=34) as one, services(monkeypatch) as asked:
        device = one.device()
        device.reset()
        device.seed(generate(1))
        device.trust_ca(PEM)
        device.install(path, grant_all=True)
        device.route_traffic(ProxyAddress(port=9), "com.example.app")
        time.sleep(3)  # while it runs, its sockets are looked at every second
        assert device.connections() is not None
        device.close()
        users = [line for line in asked if line.partition(":")[2].startswith("su ")]
        assert 0 < len(users) <= 5, users


def test_who_listens_hears_commands_of_root_too(device: AdbDevice) -> None:
    heard: list[tuple[str, int | None]] = []
    device.link.on_command = lambda line, said, seconds: heard.append((line, said and said.code))
    device.link.sudo(["sh", "-c", "exit 4"])
    with pytest.raises(DeviceLost):
        device.link.sudo(["sleep", "20"], timeout=0.2)
    assert [code for line, code in heard if "exit 4" in line] == [4]
    assert [code for line, code in heard if "sleep" in line] == [None]


class Pieces:
    """A shell whose answers come in two packets each, and what is asked of its socket meanwhile."""

    def __init__(self) -> None:
        self.conn = self
        self.asked: list[str] = []
        self._left: list[bytes] = []

    def fileno(self) -> int:
        return -1  # asked before a second command only

    def settimeout(self, seconds: float) -> None:
        assert seconds > 0

    def setsockopt(self, level: int, option: int, value: int) -> None:
        assert (level, option, value) == (socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        self.asked.append("acknowledge at once")

    def sendall(self, data: bytes) -> None:
        mark = data.split(b";")[0].removeprefix(b"echo ")
        self._left = [mark + b"\n", mark + b"0\n"]

    def recv(self, size: int) -> bytes:
        self.asked.append("receive")
        return self._left.pop(0)

    def close(self) -> None:
        self.asked.append("close")


@pytest.mark.skipif(not hasattr(socket, "TCP_QUICKACK"), reason="Linux alone puts acknowledgements off until asked")
def test_each_packet_is_acknowledged_at_once() -> None:
    pieces = Pieces()
    shell = RootShell(ADBD, lambda service: pieces, apart=False)
    assert shell.run(["true"], 5).code == 0
    assert pieces.asked == ["acknowledge at once", "receive"] * 2
