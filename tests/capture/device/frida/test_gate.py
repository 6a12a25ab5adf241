"""Frida's spawn gating, with a device that behaves as Frida documents it."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import frida
import pytest

from harness.capture.device.errors import CannotHold
from harness.capture.device.frida.gate import SpawnGate
from harness.capture.device.structs import Started, Ungated


@dataclass
class Spawn:
    pid: int
    identifier: str | None


@dataclass
class Phone:
    """What of Frida's ``Device`` the gate uses."""

    pending: list[Spawn] = field(default_factory=list)
    refuses: list[Exception] = field(default_factory=list)
    gating: bool = False
    resumed: list[int] = field(default_factory=list)
    listeners: dict[str, Callable[[Any], None]] = field(default_factory=dict)
    opened: int = 0

    def on(self, signal: str, callback: Callable[[Any], None]) -> None:
        assert signal in ("spawn-added", "spawn-gating-disabled")
        assert signal not in self.listeners
        self.listeners[signal] = callback

    def off(self, signal: str, callback: Callable[[Any], None]) -> None:
        assert self.listeners.pop(signal) == callback

    def enable_spawn_gating(self) -> None:
        if self.refuses:
            raise self.refuses.pop(0)
        self.gating = True
        self.opened += 1

    def disable_spawn_gating(self) -> None:
        self.gating = False

    def enumerate_pending_spawn(self) -> list[Spawn]:
        return self.pending

    def resume(self, pid: int) -> None:
        if pid == 666:
            raise frida.ProcessNotFoundError("gone")
        self.resumed.append(pid)

    def start(self, pid: int, name: str | None) -> None:
        self.listeners["spawn-added"](Spawn(pid, name))

    def watchdog(self) -> None:
        """Do what frida-core does when a process has waited for longer than 8 s."""
        self.gating = False
        self.listeners["spawn-gating-disabled"]("watchdog-timeout")


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def all_held(gate: SpawnGate, count: int) -> list[Started]:
    """Take so many processes from the gate."""
    found: list[Started] = []
    while len(found) < count:
        more = gate.held(20)
        assert more
        found += more
    return found


@pytest.fixture
def phone() -> Phone:
    return Phone()


@pytest.fixture
def gate(phone: Phone) -> Iterator[SpawnGate]:
    made = SpawnGate(phone)
    yield made
    made.close()


def test_every_process_of_the_app_is_held_and_no_other(phone: Phone, gate: SpawnGate) -> None:
    phone.pending = [Spawn(1, "com.example.app:early")]
    gate.open("com.example.app", ["org.global.name"])
    names = ["com.example.app:push", "com.example.application", "org.global.name", "com.other", None]
    for pid, name in enumerate(names, 10):
        phone.start(pid, name)
    assert [(item.pid, item.name) for item in all_held(gate, 3)] == [
        (1, "com.example.app:early"),
        (10, "com.example.app:push"),
        (12, "org.global.name"),
    ]
    until(lambda: phone.resumed == [11, 13, 14])
    assert gate.held() == []
    assert gate.gaps() == []


def test_a_foreign_process_is_let_go_though_nobody_asks_for_held_ones(phone: Phone, gate: SpawnGate) -> None:
    gate.open("com.example.app")
    phone.start(5, "com.google.android.gms")
    until(lambda: phone.resumed == [5])


def test_since_when_a_process_waits_is_told(phone: Phone, gate: SpawnGate) -> None:
    gate.open("com.example.app")
    before = time.time_ns() // 1000
    phone.start(5, "com.example.app:x")
    (started,) = all_held(gate, 1)
    assert before <= started.since_us <= time.time_ns() // 1000


def test_the_process_that_was_spawned_on_purpose_is_not_held_twice(phone: Phone, gate: SpawnGate) -> None:
    gate.open("com.example.app")
    gate.forget(5)
    phone.start(5, "com.example.app")
    phone.start(6, "com.example.app")
    gate.forget(6)
    phone.start(7, "com.other")
    until(lambda: phone.resumed == [7])
    assert gate.held() == []


def test_a_process_that_is_gone_does_not_disturb(phone: Phone, gate: SpawnGate) -> None:
    gate.open("com.example.app")
    phone.start(666, "com.other")
    phone.start(7, "com.example.app:x")
    assert [item.pid for item in all_held(gate, 1)] == [7]


def test_closing_lets_everything_go(phone: Phone, gate: SpawnGate) -> None:
    gate.open("com.example.app")
    phone.start(7, "com.example.app:x")
    gate.close()
    assert not phone.gating
    assert not phone.listeners
    assert phone.resumed == [7]


def test_frida_s_watchdog_is_heard_and_the_gate_opened_again(phone: Phone, gate: SpawnGate) -> None:
    gate.open("com.example.app")
    for pid in (7, 8):
        phone.start(pid, "com.example.app:x")
    all_held(gate, 2)
    gate.resumed(8)
    phone.watchdog()
    until(lambda: phone.opened == 2)
    gaps: list[Ungated] = []
    until(lambda: bool(gaps) or bool(gaps.extend(gate.gaps())))
    (gap,) = gaps
    assert phone.gating
    assert gap.freed == [7]
    assert 0 < gap.from_us <= gap.to_us
    assert "longer than 8 s" in gap.detail
    phone.start(9, "com.example.app:y")
    assert [item.pid for item in all_held(gate, 1)] == [9]
    assert gate.gaps() == []


def test_a_gate_that_does_not_close_again_is_tried_again_and_told(
    phone: Phone, gate: SpawnGate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harness.capture.device.frida.gate.REOPEN_S", 0.01)
    gate.open("com.example.app")
    phone.refuses = [frida.TransportError("connection closed"), frida.TimedOutError("in vain")]
    phone.watchdog()
    until(lambda: phone.opened == 2)
    gaps: list[Ungated] = []
    until(lambda: bool(gaps) or bool(gaps.extend(gate.gaps())))
    assert gaps[0].to_us
    assert "Frida waited for it in vain" in gaps[0].detail


def test_a_gap_that_lasts_to_the_end(phone: Phone, gate: SpawnGate) -> None:
    gate.open("com.example.app")
    phone.refuses = [frida.TransportError("connection closed")] * 100
    phone.watchdog()
    until(lambda: len(phone.refuses) < 100)
    assert gate.gaps() == []
    (gap,) = gate.gaps(ended=True)
    assert gap.to_us == 0
    gate.close()
    assert gate.gaps(ended=True) == []
    assert "the connection to Frida was lost" in gap.detail


@pytest.mark.parametrize("error", [frida.NotSupportedError("not yet supported"), frida.ProtocolError("what?")])
def test_a_device_that_cannot_gate_says_so(phone: Phone, gate: SpawnGate, error: Exception) -> None:
    phone.refuses = [error]
    with pytest.raises(CannotHold, match=r"cannot hold the app's processes as they start: [^(]+ \((not yet|what)"):
        gate.open("com.example.app")
    assert not phone.listeners


def test_where_all_processes_are_the_app_s(phone: Phone) -> None:
    """What reports to the gadget's portal, whatever it is called there."""
    gate = SpawnGate(phone, own=True)
    gate.open("com.example.app")
    for pid, name in ((1, "com.example.app"), (2, "com.example.app[2]"), (3, "/system/bin/app_process64"), (4, None)):
        phone.start(pid, name)
    assert [row.pid for row in all_held(gate, 4)] == [1, 2, 3, 4]
    assert phone.resumed == []
    gate.close()
