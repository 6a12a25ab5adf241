"""Frida's spawn gating, with a device that behaves as Frida documents it."""

from collections.abc import Callable
from dataclasses import dataclass, field

import frida
import pytest

from harness.capture.device.errors import DeviceError
from harness.capture.device.gate import SpawnGate


@dataclass
class Spawn:
    pid: int
    identifier: str | None


@dataclass
class Phone:
    """What of Frida's ``Device`` the gate uses."""

    pending: list[Spawn] = field(default_factory=list)
    refuses: bool = False
    gating: bool = False
    resumed: list[int] = field(default_factory=list)
    listeners: list[Callable[[Spawn], None]] = field(default_factory=list)

    def on(self, signal: str, callback: Callable[[Spawn], None]) -> None:
        assert signal == "spawn-added"
        self.listeners.append(callback)

    def off(self, signal: str, callback: Callable[[Spawn], None]) -> None:
        self.listeners.remove(callback)

    def enable_spawn_gating(self) -> None:
        if self.refuses:
            raise frida.NotSupportedError("not yet supported on this OS")
        self.gating = True

    def disable_spawn_gating(self) -> None:
        self.gating = False

    def enumerate_pending_spawn(self) -> list[Spawn]:
        return self.pending

    def resume(self, pid: int) -> None:
        if pid == 666:
            raise frida.ProcessNotFoundError("gone")
        self.resumed.append(pid)

    def start(self, pid: int, name: str | None) -> None:
        for listener in self.listeners:
            listener(Spawn(pid, name))


def test_every_process_of_the_app_is_held_and_no_other() -> None:
    phone = Phone(pending=[Spawn(1, "com.example.app:early")])
    gate = SpawnGate(phone)
    gate.open("com.example.app", ["org.global.name"])
    names = ["com.example.app:push", "com.example.application", "org.global.name", "com.other", None]
    for pid, name in enumerate(names, 10):
        phone.start(pid, name)
    assert [(item.pid, item.name) for item in gate.held()] == [
        (1, "com.example.app:early"),
        (10, "com.example.app:push"),
        (12, "org.global.name"),
    ]
    assert phone.resumed == [11, 13, 14]
    assert gate.held() == []


def test_the_process_that_was_spawned_on_purpose_is_not_held_twice() -> None:
    phone = Phone()
    gate = SpawnGate(phone)
    gate.open("com.example.app")
    gate.forget(5)
    phone.start(5, "com.example.app")
    assert gate.held() == []
    assert phone.resumed == []


def test_a_process_that_is_gone_does_not_disturb() -> None:
    phone = Phone()
    gate = SpawnGate(phone)
    gate.open("com.example.app")
    phone.start(666, "com.other")
    phone.start(7, "com.example.app:x")
    assert [item.pid for item in gate.held(1.0)] == [7]


def test_closing_lets_everything_go() -> None:
    phone = Phone()
    gate = SpawnGate(phone)
    gate.open("com.example.app")
    phone.start(7, "com.example.app:x")
    gate.close()
    assert not phone.gating
    assert not phone.listeners
    assert phone.resumed == [7]


def test_a_device_that_cannot_gate_says_so() -> None:
    phone = Phone(refuses=True)
    with pytest.raises(DeviceError, match="cannot hold the app's processes as they start: not yet supported"):
        SpawnGate(phone).open("com.example.app")
    assert not phone.listeners


def test_where_all_processes_are_the_app_s() -> None:
    """What reports to the gadget's portal, whatever it is called there."""
    phone = Phone()
    gate = SpawnGate(phone, own=True)
    gate.open("com.example.app")
    for pid, name in ((1, "com.example.app"), (2, "com.example.app[2]"), (3, "/system/bin/app_process64"), (4, None)):
        phone.start(pid, name)
    assert [row.pid for row in gate.held(0.1)] == [1, 2, 3, 4]
    assert phone.resumed == []
