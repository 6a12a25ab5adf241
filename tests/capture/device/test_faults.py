"""What goes wrong with devices: each a typed error, one sentence, the bundle kept, the device as it was."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import adbutils
import frida
import pytest

from harness.capture.device import choose as choosing
from harness.capture.device.adb.device import AdbDevice
from harness.capture.device.errors import (
    AdbServerLost,
    DeviceAmbiguous,
    DeviceBusy,
    DeviceError,
    DeviceLost,
    DeviceNotFound,
    DeviceUnauthorized,
)
from harness.capture.device.journal import Journal
from harness.capture.device.options import DeviceOptions
from harness.capture.options import RunOptions, RunResult
from harness.capture.run import run
from harness.capture.scenario import load_scenario
from harness.evidence.bundle import Bundle
from harness.persona.generate import generate
from harness.sandbox.system.programs import stand_in
from tests.capture.device.attached import Bench, bench
from tests.capture.device.fake_adb import fake_adb
from tests.sandbox.apks import apk

# What the adb server says. Sources of the texts: AOSP transport.cpp and adb.cpp; public issue threads.
UNAUTHORIZED = (
    "device unauthorized.\nThis adb server's $ADB_VENDOR_KEYS is not set\nTry 'adb kill-server' if that seems wrong.\n"
    "Otherwise check for a confirmation dialog on your device."
)
SAID = [
    ("unauthorized", UNAUTHORIZED, DeviceUnauthorized, "accept this computer"),
    ("unauthorized", "device still authorizing", DeviceUnauthorized, "accept this computer"),
    ("offline", "device offline", DeviceNotFound, "is offline, not ready"),
    ("device", "device offline", DeviceLost, "is offline"),
    ("device", "more than one device/emulator", DeviceAmbiguous, "detach all but one"),
    ("device", "device 'S1' not found", DeviceNotFound, "adb devices"),
    ("device", "closed", DeviceLost, "adb says 'closed'"),
]  # fmt: skip


@pytest.mark.parametrize(("state", "said", "kind", "sentence"), SAID)
def test_what_adb_says(state: str, said: str, kind: type[DeviceError], sentence: str) -> None:
    with fake_adb([("S1", state)], said) as client, pytest.raises(kind, match=sentence) as caught:
        AdbDevice(client, "S1", journal=Journal("S1", None)).shell(["true"])
    assert "\n" not in str(caught.value)


def test_two_devices_of_one_serial(monkeypatch: pytest.MonkeyPatch) -> None:
    with fake_adb([("0123456789ABCDEF", "device")] * 2) as client:
        monkeypatch.setattr(choosing, "Client", lambda: client)
        with pytest.raises(DeviceAmbiguous, match="2 attached devices call themselves '0123456789ABCDEF'"):
            choosing.choose("0123456789ABCDEF")
        with pytest.raises(DeviceAmbiguous):
            AdbDevice(client, "0123456789ABCDEF", journal=Journal("S1", None))


def test_an_unauthorized_one_among_others(monkeypatch: pytest.MonkeyPatch) -> None:
    with fake_adb([("S1", "unauthorized"), ("S2", "device")], UNAUTHORIZED) as client:
        monkeypatch.setattr(choosing, "Client", lambda: client)
        with pytest.raises(DeviceUnauthorized, match="Always allow"):
            choosing.choose("S1")


def test_no_adb_server() -> None:
    with fake_adb([("S1", "device")]) as client:
        device = AdbDevice(client, "S1", journal=Journal("S1", None))
    with pytest.raises(AdbServerLost, match="adb server"):
        device.shell(["true"])


# In a run. The app's process is never reached: these faults come before it, or instead of it.


def attempt(
    one: Bench, tmp_path: Path, device: AdbDevice, data: bytes | None = None, name: str = "app.apk"
) -> tuple[RunResult, Bundle]:
    app = tmp_path / name
    app.write_bytes(data or apk())
    options = RunOptions(
        apk=app,
        out=tmp_path / "bundle",
        scenario=load_scenario("consent"),
        branch="accept",
        persona=generate(3),
        points=[],
    )
    result = run(options, lambda: device)
    return result, Bundle(result.bundle)


def served(tmp_path: Path) -> DeviceOptions:
    path = tmp_path / "frida-server"
    path.write_bytes(stand_in(frida.__version__))
    return DeviceOptions(frida_server=path)


def block(one: Bench) -> None:
    one.out("cmd sandbox install forbid")


def fill(one: Bench) -> None:
    one.out("cmd sandbox free 1000")


BEFORE: list[tuple[dict[str, Any], Callable[[Bench], None] | None, str]] = [
    ({"root": "none"}, None, "trust store needs"),
    ({"clock_offset": -3 * 86_400}, None, "3.0 days behind this host's"),
    ({"clock_offset": 3 * 86_400}, None, "3.0 days ahead of this host's"),
    ({}, block, "Install via USB"),
    ({}, fill, "0 MB free in /data"),
]


@pytest.mark.e2e
@pytest.mark.parametrize(("words", "disturb", "sentence"), BEFORE)
def test_a_device_on_which_no_run_can_begin(
    tmp_path: Path, words: dict[str, Any], disturb: Callable[[Bench], None] | None, sentence: str
) -> None:
    with bench(tmp_path / "state", **words) as one:
        if disturb is not None:
            disturb(one)
        before = one.facts()
        result, bundle = attempt(one, tmp_path, one.device(tmp_path / "journals", served(tmp_path)))
        assert result.outcome == "incomplete"
        assert sentence in (result.reason or ""), result.reason
        assert result.not_restored is None
        assert bundle.run.outcome == "incomplete"
        assert sentence in bundle.run.reason
        after = one.facts()
        assert {key: after[key] for key in after if after[key] != before[key]} == {}


@pytest.mark.e2e
def test_a_frida_server_for_another_processor(tmp_path: Path) -> None:
    with bench(tmp_path / "state") as one:
        before = one.facts()
        path = tmp_path / "frida-server"
        path.write_bytes(stand_in(frida.__version__, "arm64-v8a"))
        result, _ = attempt(one, tmp_path, one.device(tmp_path / "journals", DeviceOptions(frida_server=path)))
        assert "is for arm64, and the device is x86_64" in (result.reason or "")
        after = one.facts()
        assert {key: after[key] for key in after if after[key] != before[key]} == {}


@pytest.mark.e2e
def test_an_app_for_another_processor(tmp_path: Path) -> None:
    """Native code of a kind that the sandbox does not say it runs."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("base.apk", apk())
        archive.writestr("arm.apk", apk(dex=False, split="config.armeabi"))
    with bench(tmp_path / "state") as one:
        before = one.facts()
        device = one.device(tmp_path / "journals", served(tmp_path))
        result, bundle = attempt(one, tmp_path, device, file.getvalue(), "app.apks")
        assert result.outcome == bundle.run.outcome == "incomplete"
        assert "native code is for armeabi, and the device runs x86_64" in (result.reason or "")
        after = one.facts()
        assert {key: after[key] for key in after if after[key] != before[key]} == {}


@pytest.mark.e2e
def test_a_device_that_fills_up_before_the_app_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with bench(tmp_path / "state") as one:
        before = one.facts()
        device = one.device(tmp_path / "journals", served(tmp_path))
        install = device.install

        def filled(*args: Any, **words: Any) -> None:
            one.out("cmd sandbox free 0")
            try:
                install(*args, **words)
            finally:
                one.out(f"cmd sandbox free {1 << 30}")

        monkeypatch.setattr(device, "install", filled)
        result, bundle = attempt(one, tmp_path, device)
        assert result.outcome == bundle.run.outcome == "incomplete"
        assert "the device is full (INSTALL_FAILED_INSUFFICIENT_STORAGE" in (result.reason or ""), result.reason
        assert result.not_restored is None
        after = one.facts()
        assert {key: after[key] for key in after if after[key] != before[key]} == {}


def kill_server(one: Bench, device: AdbDevice) -> None:
    assert device._run.server is not None
    one.out(f"kill -9 $(pidof {device._run.server.name})")


def restart_device(one: Bench, device: AdbDevice) -> None:
    one.out("reboot")
    one.reconnect()


def restart_adb(one: Bench, device: AdbDevice) -> None:
    one.server.stop()


def unplug(one: Bench, device: AdbDevice) -> None:
    one.client.disconnect(one.serial)


def revoke(one: Bench, device: AdbDevice) -> None:
    """Somebody revokes the USB debugging authorizations on the device: adb's server refuses from then on."""

    def refuse(*args: Any, **words: Any) -> None:
        raise adbutils.AdbError(UNAUTHORIZED)

    device.link.transport.adb.open_transport = refuse  # type: ignore[method-assign, assignment]


DURING: list[tuple[Callable[[Bench, AdbDevice], None], str, bool]] = [
    (kill_server, "frida-server ended on", True),
    (restart_device, "restarted during the run", True),
    (restart_adb, "adb server is gone", False),
    (unplug, "adb says|Lost the device|offline", False),
    (revoke, "does not accept this computer's adb key", False),
]


@pytest.mark.e2e
@pytest.mark.parametrize(("disturb", "sentence", "restored"), DURING)
def test_in_the_middle_of_a_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, disturb: Callable[[Bench, AdbDevice], None], sentence: str,
    restored: bool,
) -> None:  # fmt: skip
    """What cannot be restored at once waits in the journal, and is restored when the device is back."""
    with bench(tmp_path / "state") as one:
        before = one.facts()
        device = one.device(tmp_path / "journals", served(tmp_path))
        launch = device.launch_held

        def broken(*names: object) -> object:
            disturb(one, device)
            return launch(*names)

        monkeypatch.setattr(device, "launch_held", broken)
        result, bundle = attempt(one, tmp_path, device)
        assert result.outcome == "incomplete"
        assert re.search(sentence, result.reason or ""), result.reason
        assert bundle.run.outcome == "incomplete"
        assert (result.not_restored is None) == restored, result.not_restored
        if not restored:
            if disturb is restart_adb:
                one.server.start()
            one.reconnect()
            again = one.device(tmp_path / "journals")
            assert again.begin() == []
            again.link.journal.end()
        after = one.facts()
        assert {key: after[key] for key in after if after[key] != before[key]} == {}


def test_a_second_run_on_the_same_device(tmp_path: Path) -> None:
    with bench(tmp_path / "state") as one:
        first = one.device(tmp_path)
        first.begin()
        with pytest.raises(DeviceBusy, match="Another run"):
            one.device(tmp_path).reset()
        first.close()
