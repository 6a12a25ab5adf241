"""Which device ``--device`` means, with sandbox devices attached to an adb server of the test's own."""

import contextlib
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import adbutils
import pytest

from harness.capture.device import choose as module
from harness.capture.device.adb.device import AdbDevice
from harness.capture.device.avd import AvdDevice
from harness.capture.device.choose import choose
from harness.capture.device.errors import DeviceError, DeviceNotFound, NoAdbServer
from harness.capture.device.link import client
from harness.capture.device.link.server import free_port, protocol_version
from harness.capture.device.mend import mend
from harness.capture.doctor import host
from harness.sandbox import Sandbox
from tests.capture.device.conftest import AVD
from tests.faults.named import fault


@pytest.fixture
def attach(home: Path, adb_server: adbutils.AdbClient) -> Iterator[Callable[[], str]]:
    """Start a sandbox and attach it; returns its serial."""
    running = []

    def start() -> str:
        sandbox = Sandbox()
        running.append(sandbox)
        serial = sandbox.start().serial
        adb_server.connect(serial, timeout=60)
        return serial

    yield start
    for sandbox in running:
        sandbox.stop()


def test_the_only_attached_device_needs_no_name(attach: Callable[[], str]) -> None:
    serial = attach()
    device = choose(None)
    assert device.serial == serial
    assert device.info().kind == "sandbox"  # it says what it is, also when it is attached like a phone


def test_two_are_listed_and_each_is_opened_by_its_serial(attach: Callable[[], str]) -> None:
    one, two = attach(), attach()
    with pytest.raises(DeviceNotFound) as caught:
        choose(None)
    assert f"{one} (device)" in str(caught.value)
    assert f"{two} (device)" in str(caught.value)
    opened = [choose(serial) for serial in (one, two)]
    assert [device.serial for device in opened] == [one, two]
    assert isinstance(opened[0], AdbDevice)
    opened[0].link.push(b"one", "/data/local/tmp/who")
    assert opened[1].shell(["cat", "/data/local/tmp/who"]).code != 0


def test_none_attached_and_unknown_names(attach: Callable[[], str], home: Path) -> None:
    with pytest.raises(DeviceNotFound, match=r"attached: none\), or use --device sandbox"):
        choose(None)
    (home / ".android" / "avd").mkdir(parents=True)
    (home / ".android" / "avd" / "Pixel.ini").write_text("path=/nowhere\n")
    with pytest.raises(DeviceNotFound, match="AVDs: Pixel, to be started with --device avd:NAME"):
        choose("emulator-5554")


def test_an_address_is_connected_to(home: Path, adb_server: adbutils.AdbClient) -> None:
    with Sandbox() as sandbox:
        assert sandbox.info is not None
        assert choose(sandbox.info.serial).serial == sandbox.info.serial
        gone = sandbox.info.serial
    # adb may have noticed already, or still list it, or be about to: each says in its own words which device is gone.
    with contextlib.suppress(adbutils.AdbError):
        adb_server.disconnect(gone)
    with pytest.raises(DeviceError, match=gone):
        choose(gone)


def test_devices_of_one_serial_are_not_guessed_among(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    # Cheap phones all say 0123456789ABCDEF; adb itself refuses to choose between them.
    monkeypatch.setattr(module, "attached", lambda: [("0123456789ABCDEF", "device")] * 2)
    with pytest.raises(DeviceNotFound, match="2 attached devices call themselves '0123456789ABCDEF'"):
        choose("0123456789ABCDEF")


@pytest.fixture
def no_server(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A port for the user's adb server at which none runs; none may appear there."""
    port = free_port()
    monkeypatch.setenv("ANDROID_ADB_SERVER_PORT", str(port))
    started: list[object] = []
    monkeypatch.setattr("adbutils._adb.subprocess", SimpleNamespace(run=lambda *words, **_: started.append(words)))
    yield port
    assert started == []
    with pytest.raises(ConnectionRefusedError):
        protocol_version("127.0.0.1", port)


@fault("no adb server runs")
@pytest.mark.parametrize("name", [None, "0123456789", "127.0.0.1:5555"])
def test_where_no_adb_server_runs_that_is_said_and_none_is_started(no_server: int, name: str | None) -> None:
    sentence = rf"There is no device.*no adb server runs at 127\.0\.0\.1:{no_server}.*'adb start-server' does"
    with pytest.raises(NoAdbServer, match=sentence):
        choose(name)


@fault("the user's adb server hangs")
def test_a_server_that_does_not_answer_is_said_to_be_one(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        monkeypatch.setenv("ANDROID_ADB_SERVER_PORT", str(deaf.getsockname()[1]))
        monkeypatch.setattr(client, "ANSWER_SECONDS", 0.2)
        with pytest.raises(DeviceError, match=r"does not answer .*'adb kill-server'"):
            choose(None)


def test_doctor_and_mend_start_no_adb_server(no_server: int) -> None:
    found = host.devices()
    assert f"no adb server runs at 127.0.0.1:{no_server}" in found.found
    assert found.remedy == "adb start-server"
    assert "none runs" in host.adb_server().found
    assert mend() == ([], [])


@pytest.mark.device
def test_what_is_started_for_a_run_has_an_adb_server_of_its_own(avd: Callable[..., Path], no_server: int) -> None:
    avd()
    device = AvdDevice(AVD, settle=0)
    try:
        assert device.shell(["echo", "alive"]).stdout == "alive\n"
        assert device.serial not in {f"emulator-{port}" for port in range(5554, 5586)}
    finally:
        device.close()
