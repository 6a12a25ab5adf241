"""Which device ``--device`` means, with sandbox devices attached to an adb server of the test's own."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import adbutils
import pytest

from harness.capture.device import choose as module
from harness.capture.device.choose import choose
from harness.capture.device.errors import DeviceError, DeviceNotFound
from harness.sandbox import Sandbox


@pytest.fixture
def attach(home: Path, adb_server: adbutils.AdbClient) -> Iterator[Callable[[], str]]:
    """Start a sandbox and attach it; returns its serial."""
    running = []

    def start() -> str:
        sandbox = Sandbox()
        running.append(sandbox)
        serial = sandbox.start().serial
        adb_server.connect(serial, timeout=10)
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
    opened[0].push(b"one", "/data/local/tmp/who")
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


def test_without_an_adb_server(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        module.adbutils.AdbClient, "list", lambda self: (_ for _ in ()).throw(ConnectionRefusedError("no"))
    )
    with pytest.raises(DeviceError, match="adb start-server"):
        choose(None)
