"""From installing to resuming, on a device without root: the portal, the gate, the processes that report, the end."""

import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import frida
import msgspec
import pytest

from harness.capture.device.adb import processes as adb
from harness.capture.device.adb.device import AdbDevice
from harness.capture.device.errors import DeviceError, FridaGadgetMissing, GadgetSilent
from harness.capture.device.frida.gate import SpawnGate
from harness.capture.device.gadget.gadget import Gadget
from harness.capture.device.options import DeviceOptions
from harness.capture.device.structs import Running, Started
from harness.sandbox.system.programs import stand_in
from tests.capture.device.attached import Bench, bench
from tests.capture.device.certificate import PEM
from tests.capture.device.gadget.relay import relay
from tests.sandbox.apks import apk

APP = "com.example.app"
NAME = f"frida-gadget-{frida.__version__}-android-x86_64.so"


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with bench(tmp_path_factory.mktemp("device"), root="none") as found:
        yield found


@pytest.fixture
def options(tmp_path: Path) -> DeviceOptions:
    (tmp_path / NAME).write_bytes(stand_in(frida.__version__))
    return DeviceOptions(frida_gadget=tmp_path)


@pytest.fixture
def device(one: Bench, options: DeviceOptions) -> Iterator[AdbDevice]:
    found = one.device(options=options)
    found.begin()
    yield found
    found.close()


@pytest.fixture
def sleeper() -> Iterator[int]:
    """A process that Frida can attach to."""
    with subprocess.Popen(["sleep", "60"]) as process:
        yield process.pid
        process.kill()


def install(device: AdbDevice, tmp_path: Path) -> None:
    path = tmp_path / "app.apk"
    path.write_bytes(apk())
    device.trust_ca(PEM)
    device.install(path, grant_all=False)


def gadget_of(device: AdbDevice) -> Gadget:
    assert device._gadget is not None
    return device._gadget


def report(pid: int, port: int, token: str) -> None:
    """Have a process join the portal, as the gadget in an app does."""
    frida.attach(pid).join_portal(f"127.0.0.1:{port}", token=token)


def test_installed_watched_and_taken_away(one: Bench, options: DeviceOptions, tmp_path: Path, sleeper: int) -> None:
    before = one.facts()
    device = one.device(options=options)
    device.begin()
    install(device, tmp_path)
    told = device.changed_app()
    assert (told["abi"], told["version"], told["network_config"]) == ("x86_64", frida.__version__, "new")
    gadget = gadget_of(device)
    report(sleeper, gadget.port, gadget.token)  # through adb reverse, as from the device
    (process,) = device.frida_device().enumerate_processes()
    assert process.pid == sleeper
    script = device.frida_device().attach(sleeper).create_script("rpc.exports.pid = () => Process.id")
    script.load()
    assert script.exports_sync.pid() == sleeper
    device.close()
    after = one.facts()
    assert {key: after[key] for key in after if after[key] != before[key]} == {}
    with pytest.raises(DeviceError, match="No app with Frida's gadget"):
        device.frida_device()


def test_only_who_has_the_token_gets_in(device: AdbDevice, tmp_path: Path, sleeper: int) -> None:
    install(device, tmp_path)
    with pytest.raises(frida.InvalidArgumentError, match="incorrect token"):
        report(sleeper, gadget_of(device).port, "guessed")
    assert device.frida_device().enumerate_processes() == []


def test_a_process_that_has_not_reported_is_not_said_to_have_ended(
    device: AdbDevice, tmp_path: Path, sleeper: int
) -> None:
    """Such as one that the app has forked."""
    install(device, tmp_path)
    with pytest.raises(frida.NotSupportedError, match="has ended, or has no gadget that reported"):
        device.frida_device().attach(sleeper)


def test_the_configuration_is_what_the_gadget_reads(device: AdbDevice, tmp_path: Path) -> None:
    install(device, tmp_path)
    gadget = gadget_of(device)
    assert msgspec.json.decode(gadget.config()) == {
        "interaction": {"type": "connect", "address": "127.0.0.1", "port": gadget.port, "token": gadget.token}
    }
    with socket.create_connection(("127.0.0.1", gadget.port), timeout=60):  # the sandbox's loopback is this host's
        pass


def test_names_tokens_and_keys_are_each_run_s_own(one: Bench, options: DeviceOptions, tmp_path: Path) -> None:
    gadgets = [Gadget(one.device().link, options) for _ in range(10)]
    assert len({each.library for each in gadgets}) == len({each.token for each in gadgets}) == 10
    assert not any("frida" in each.library or "gadget" in each.library for each in gadgets)


class Gate:
    """A gate at which processes arrive as they are told to."""

    def __init__(self, _device: Any, *, own: bool) -> None:
        assert own
        self.opened: tuple[str, ...] = ()
        # The portal tells of the app, not of the process.
        self.arriving = [[Started(pid=8, name=APP), Started(pid=7, name=f"{APP}[2]")], [Started(pid=9, name="None")]]

    def open(self, *what: Any) -> None:
        self.opened = what

    def held(self, wait_s: float = 0.0) -> list[Started]:
        return self.arriving.pop(0) if self.arriving else []

    def close(self) -> None:
        pass


def test_the_app_is_launched_behind_the_gate(
    device: AdbDevice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(device, tmp_path)
    launched: list[tuple[str, ...]] = []
    monkeypatch.setattr(adb, "SpawnGate", Gate)
    monkeypatch.setattr(device, "launch", lambda package: launched.append(device._run.gate.opened))  # type: ignore[union-attr]
    rows = [Running(pid=8, name=f"{APP}:push"), Running(pid=7, name=APP), Running(pid=9, name=f"{APP}:late")]
    monkeypatch.setattr(device, "running", lambda package: rows)
    assert device.launch_held(APP, [f"{APP}:push"]) == Started(pid=7, name=APP)
    assert launched == [(APP, [f"{APP}:push"])]
    assert device.held(APP) == [Started(pid=8, name=f"{APP}:push")]
    assert device.held(APP) == [Started(pid=9, name=f"{APP}:late")]
    assert device.held(APP) == []


def test_processes_that_wait_are_held_hooked_and_let_go(
    device: AdbDevice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sleeper: int
) -> None:
    """Of a real portal, with processes that say what a gadget says of its own."""
    install(device, tmp_path)
    gadget = gadget_of(device)
    with relay(gadget.port) as way, subprocess.Popen(["sleep", "60"]) as second:
        monkeypatch.setattr(device, "launch", lambda package: report(sleeper, way.port, gadget.token))
        assert device.launch_held(APP).pid == sleeper
        report(second.pid, way.port, gadget.token)  # which the portal calls by another name
        assert [row.pid for row in device.held(APP, 10)] == [second.pid]
        assert device.frida_device().attach(sleeper) is not None
        assert {row.pid for row in device.frida_device().enumerate_pending_spawn()} == {sleeper, second.pid}
        assert not way.resumed.is_set()
        device.resume(sleeper)
        assert way.resumed.wait(30)
        assert [row.pid for row in device.frida_device().enumerate_pending_spawn()] == [second.pid]
        device.release()
        assert device.frida_device().enumerate_pending_spawn() == []
        second.kill()


def test_the_gate_is_that_of_a_real_portal(device: AdbDevice, tmp_path: Path, sleeper: int) -> None:
    """What joins unheld is no spawn: it is found running, late, as on a device."""
    install(device, tmp_path)
    joined = threading.Thread(target=report, args=(sleeper, gadget_of(device).port, gadget_of(device).token))
    gate = SpawnGate(device.frida_device())
    gate.open("sleep")
    joined.start()
    joined.join(timeout=30)
    assert gate.held() == []
    gate.close()


def test_a_gadget_that_does_not_report(device: AdbDevice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(device, tmp_path)
    monkeypatch.setattr(adb, "GADGET_SECONDS", 0.1)
    monkeypatch.setattr(device, "launch", lambda package: None)
    with pytest.raises(GadgetSilent, match=r"did not report within 0\.1 s: the app ended before, or cannot load it"):
        device.launch_held("com.example.app")


def test_an_update_is_signed_by_the_same_key(device: AdbDevice, tmp_path: Path) -> None:
    install(device, tmp_path)
    first = device.changed_app()
    newer = tmp_path / "newer.apk"
    newer.write_bytes(apk(version=2))
    device.install(newer, grant_all=False, update=True)
    assert device.changed_app()["signer_sha256"] == first["signer_sha256"]


def test_without_a_gadget_nothing_is_installed(one: Bench, tmp_path: Path) -> None:
    before = one.facts()
    device = one.device(options=DeviceOptions(frida_gadget=tmp_path))
    device.begin()
    with pytest.raises(FridaGadgetMissing, match="give it with --frida-gadget FILE"):
        install(device, tmp_path)
    device.close()
    assert one.facts() == before
