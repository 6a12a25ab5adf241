"""Every process of an app is hooked: held ones before they run, others late, and none is left hanging."""

import threading
import time
from collections.abc import Callable

import frida

from harness.capture.agent.agent import AgentError, Child
from harness.capture.device.errors import DeviceLost
from harness.capture.device.protocol import Running, Started
from harness.capture.reach import CHILDREN_S, Reach
from harness.evidence.records import Process

PACKAGE = "com.example.app"


class Phone:
    """Holds what a test says."""

    def __init__(self) -> None:
        self.waiting: list[Started] = []
        self.listed: list[Running] = []
        self.resumed: list[int] = []
        self.gone = False
        self.processes: list[str] = []

    def launch_held(self, package: str, processes: list[str]) -> Started:
        self.processes = processes
        return Started(pid=100, name=package)

    def held(self, package: str, wait_s: float = 0.0) -> list[Started]:
        if self.gone:
            raise DeviceLost("the device went away")
        if not self.waiting:
            time.sleep(min(wait_s, 0.01))
        found, self.waiting = self.waiting, []
        return found

    def running(self, package: str) -> list[Running]:
        return self.listed

    def resume(self, pid: int) -> None:
        self.resumed.append(pid)


class Hooks:
    """Notes what it is put into; refuses some."""

    def __init__(self, phone: Phone) -> None:
        self.phone = phone
        self.attached: dict[int, tuple[str, bool, str, float]] = {}
        self.refused: set[int] = set()
        self.crashing: set[int] = set()
        self.order: list[str] = []
        self.slow = 0.0

    def attach(
        self, pid: int, process_name: str, gated: bool = True, *, origin: str = "launch", age_s: float = 0.0
    ) -> None:
        assert not gated or pid not in self.phone.resumed
        time.sleep(self.slow)
        if pid in self.refused:
            raise AgentError(f"cannot hook process {pid}")
        if pid in self.crashing:
            raise frida.TransportError("connection closed")
        self.attached[pid] = (process_name, gated, origin, age_s)

    def resumed(self, pid: int) -> None:
        self.order.append(f"resumed {pid}")


class Watched:
    def __init__(self) -> None:
        self.phone = Phone()
        self.hooks = Hooks(self.phone)
        self.rows: list[Process] = []
        self.reach = Reach(self.phone, PACKAGE, self.rows.append)  # type: ignore[arg-type]
        self.reach.launch(self.hooks, ["org.global"])

    def until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 20
        while not condition():
            assert time.monotonic() < deadline, (self.hooks.attached, self.rows, self.reach.notes)
            time.sleep(0.01)


def test_a_process_that_starts_later_is_hooked_and_then_runs() -> None:
    watched = Watched()
    assert watched.phone.processes == ["org.global"]
    watched.phone.waiting = [Started(pid=101, name=f"{PACKAGE}:push"), Started(pid=102, name="org.global")]
    watched.until(lambda: watched.phone.resumed == [100, 101, 102])
    watched.reach.stop()
    assert watched.hooks.attached == {
        100: (PACKAGE, True, "launch", 0.0),
        101: (f"{PACKAGE}:push", True, "start", 0.0),
        102: ("org.global", True, "start", 0.0),
    }
    assert watched.rows == []


def test_a_process_that_cannot_be_hooked_runs_all_the_same_and_is_named() -> None:
    watched = Watched()
    watched.hooks.refused, watched.hooks.crashing = {101}, {102}
    watched.phone.waiting = [Started(pid=101, name="a"), Started(pid=102, name="b"), Started(pid=103, name="c")]
    watched.until(lambda: watched.phone.resumed == [100, 101, 102, 103])
    watched.reach.stop()
    assert [(row.pid, row.gated, row.attached_us, row.reason) for row in watched.rows] == [
        (101, False, 0, "cannot hook process 101"),
        (102, False, 0, "connection closed"),
    ]
    assert 103 in watched.hooks.attached


def test_a_process_that_no_gate_held_is_hooked_late_and_an_isolated_one_never() -> None:
    watched = Watched()
    watched.phone.listed = [
        Running(pid=100, name=PACKAGE),
        Running(pid=200, name=f"{PACKAGE}:push", age_s=2.5),
        Running(pid=201, name=f"{PACKAGE}:render", isolated=True),
    ]
    watched.until(lambda: bool(watched.rows))
    watched.reach.stop()
    assert watched.hooks.attached[200] == (f"{PACKAGE}:push", False, "found", 2.5)
    assert [(row.pid, row.isolated, row.gated) for row in watched.rows] == [(201, True, False)]
    assert set(watched.hooks.attached) == {100, 200}


def test_a_forked_process_is_let_go_with_its_hooks_in() -> None:
    watched = Watched()
    told: list[tuple[bool, bool, bool]] = []

    def let_go(hooked: bool, hold: bool = True) -> None:
        told.append((hooked, hold, 300 in watched.hooks.attached))

    watched.reach.child(Child(pid=300, parent=100, let_go=let_go))
    watched.until(lambda: bool(told))
    watched.reach.stop()
    assert told == [(True, True, True)]
    assert watched.hooks.attached[300][2] == "fork"


def test_an_app_that_forks_all_the_time_is_not_held_up_for_ever() -> None:
    watched = Watched()
    told: list[tuple[bool, bool]] = []
    done = threading.Event()

    def let_go(hooked: bool, hold: bool = True) -> None:
        told.append((hooked, hold))
        done.set()

    watched.reach._held_up_s = CHILDREN_S
    watched.reach.child(Child(pid=300, parent=100, let_go=let_go))
    assert done.wait(20)
    watched.reach.stop()
    assert told == [(False, False)]
    assert [(row.pid, row.origin, row.attached_us) for row in watched.rows] == [(300, "fork", 0)]


def test_the_end_of_the_device_ends_the_watch_with_a_note() -> None:
    watched = Watched()
    watched.phone.gone = True
    watched.until(lambda: bool(watched.reach.notes))
    watched.reach.stop()
    assert watched.reach.notes == ["Processes were no longer watched for: the device went away"]
