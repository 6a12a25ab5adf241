"""The adb device's way to hold processes: Frida spawns the first, its gate holds the others."""

import contextlib

import pytest

from harness.capture.device.adb import AdbDevice
from harness.capture.device.journal import Journal
from tests.capture.device.test_gate import Phone


class Spawning(Phone):
    """Spawns one process, of which the gate hears too, as it does of every other."""

    def spawn(self, argv: list[str]) -> int:
        assert self.gating, "a process that starts at the same time must be held as well"
        self.start(50, argv[0])
        return 50


@pytest.fixture
def phone(monkeypatch: pytest.MonkeyPatch) -> Spawning:
    made = Spawning()
    monkeypatch.setattr(AdbDevice, "frida_device", lambda self: made)
    return made


def device() -> AdbDevice:
    made = AdbDevice.__new__(AdbDevice)
    made.meanwhile = contextlib.ExitStack()
    made.serial, made._gate, made._route, made._server = "emulator-5554", None, None, None
    made._gadget, made._waiting = None, []
    made.journal = Journal(made.serial, None)
    return made


def test_the_first_process_is_spawned_and_the_others_are_held(phone: Spawning) -> None:
    adb = device()
    assert adb.held("com.example.app") == []
    started = adb.launch_held("com.example.app", ["org.global"])
    assert (started.pid, started.name) == (50, "com.example.app")
    phone.start(51, "com.example.app:push")
    phone.start(52, "org.global")
    phone.start(53, "com.other")
    assert [item.pid for item in adb.held("com.example.app", 0.1)] == [51, 52]
    adb.resume(51)
    assert phone.resumed == [53, 51]


def test_closing_the_device_ends_the_gating(phone: Spawning) -> None:
    adb = device()
    adb.launch_held("com.example.app")
    adb.close()
    assert not phone.gating
    assert adb.held("com.example.app") == []


def test_a_second_launch_uses_the_same_gate(phone: Spawning) -> None:
    adb = device()
    adb.launch_held("com.example.app")
    adb.launch_held("com.example.app")
    assert len(phone.listeners) == 1
