"""Hooks that go in by steps: in one go without a limit; with one, the process is let run in time and waits then."""

import time
from typing import Any

import pytest

from harness.capture.agent.agent import _tell
from harness.capture.agent.hold import Hold
from harness.capture.agent.hooking import Installed, Waited, install, unbar
from harness.evidence.rows import Process


class Exports:
    """An agent that needs so many steps after the first."""

    def __init__(self, steps: int, *, place: bool = True) -> None:
        self.left = steps
        self.place = place
        self.said: list[tuple[str, Any]] = []

    def begin(self, wanted: dict[str, Any]) -> None:
        self.said.append(("begin", wanted["in_parts"]))

    def step(self, budget_ms: int) -> bool:
        self.said.append(("step", budget_ms))
        if budget_ms == 0:
            return True
        self.left -= 1
        return self.left < 0

    def bar(self, patience_ms: int) -> bool:
        self.said.append(("bar", patience_ms))
        return self.place

    def finish(self) -> dict[str, Any]:
        return {"flavor": "art", "hooks": []}

    def unbar(self) -> dict[str, Any]:
        return {"ms": 1500, "passed": False}


class Script:
    def __init__(self, exports: Exports) -> None:
        self.exports_sync = exports


class Limited(Hold):
    """A hold whose budget is what a test says."""

    left: float | None = None

    @property
    def budget_s(self) -> float | None:
        return self.left


def test_without_a_limit_all_go_in_at_once() -> None:
    exports = Exports(5)
    done = install(Script(exports), {}, Hold(lambda: None))
    assert (done.barred, done.report["flavor"]) == (False, "art")
    assert exports.said == [("begin", False), ("step", 0)]


def test_within_the_budget_nothing_is_barred() -> None:
    ran: list[str] = []
    exports = Exports(0)
    hold = Limited(lambda: ran.append("ran"))
    hold.left = 2.5
    assert install(Script(exports), {}, hold) == Installed(report={"flavor": "art", "hooks": []})
    assert exports.said == [("begin", True), ("step", 2500)]
    assert ran == []


@pytest.mark.parametrize("place", [True, False])
def test_when_the_budget_is_used_the_process_runs_and_waits(place: bool) -> None:
    exports = Exports(3, place=place)
    hold = Limited(lambda: exports.said.append(("run", None)), bind_s=4.0)
    hold.left = 0.0
    done = install(Script(exports), {}, hold)
    assert done.barred is place
    steps = [("step", 250)] * 3
    run = [("run", None)] if place else []  # without a place to wait at it goes on waiting at the gate
    assert exports.said == [("begin", True), ("step", 1), ("bar", 4000), *run, *steps]
    assert bool(hold.released_us) is place
    assert unbar(Script(exports)) == Waited(seconds=1.5, passed=False)


def row(attached_us: int = 10_000_000) -> Process:
    return Process(pid=1, name="p", gated=True, start_us=1, attached_us=attached_us)


def test_one_that_waits_still_has_no_end_of_its_wait() -> None:
    made = row()
    _tell(made, Hold(lambda: None, since_us=1_000_000), Waited())
    assert (made.gated, made.held_us, made.resumed_us) == (True, 0, 0)


def test_one_that_was_let_run_and_waited_is_gated() -> None:
    hold = Hold(lambda: None, since_us=1_000_000)
    hold.released_us = 6_000_000
    made = row()
    _tell(made, hold, Waited(seconds=3.5))
    assert (made.gated, made.late_us, made.held_us, made.bound_us) == (True, 0, 5_000_000, 3_500_000)
    assert made.resumed_us == 6_000_000


@pytest.mark.parametrize(("overdue", "passed", "late"), [(True, False, 4_000_000), (False, True, 1_000_000)])
def test_one_that_ran_ahead_is_late(overdue: bool, passed: bool, late: int) -> None:
    hold = Hold(lambda: None, since_us=1_000_000)
    hold.released_us, hold.overdue = 6_000_000, overdue
    made = row()
    _tell(made, hold, Waited(seconds=3.0 if passed else 0.0, passed=passed))
    assert (made.gated, made.late_us) == (False, late)


def test_one_that_somebody_else_let_run() -> None:
    hold = Hold(lambda: None, since_us=time.time_ns() // 1000 - 5_000_000)
    hold.ran(hold.since_us + 2_000_000)
    made = row(hold.since_us + 3_000_000)
    _tell(made, hold, Waited())
    assert (made.gated, made.held_us, made.late_us) == (False, 2_000_000, 1_000_000)
