"""A process that waits is let run once, in time, whoever is first."""

import threading
import time

import pytest

from harness.capture.agent.hold import STEP_SHARE, Hold


def until(condition: threading.Event) -> None:
    assert condition.wait(60)


def test_it_is_let_run_once() -> None:
    calls: list[int] = []
    hold = Hold(lambda: calls.append(1))
    assert hold.budget_s is None
    hold.release()
    hold.release()
    assert calls == [1]
    assert not hold.overdue
    assert hold.released_us >= hold.since_us


def test_its_time_counts_from_when_it_was_first_seen() -> None:
    hold = Hold(lambda: None, 10.0, since_us=time.time_ns() // 1000 - 4_000_000)
    assert 4.0 <= hold.held_s < 5.0
    budget = hold.budget_s
    assert budget is not None
    assert 10 * STEP_SHARE - 5.0 < budget <= 10 * STEP_SHARE - 4.0
    hold.release()
    held = hold.held_s
    time.sleep(0.01)
    assert hold.held_s == held


def test_when_its_time_is_up_it_runs() -> None:
    ran = threading.Event()
    hold = Hold(ran.set, 0.05)
    until(ran)
    assert hold.overdue
    assert hold.budget_s == 0.0


def test_a_time_that_is_up_already_and_one_by_a_clock_that_is_ahead() -> None:
    ran = threading.Event()
    Hold(ran.set, 1.0, since_us=1)
    until(ran)
    ahead = Hold(lambda: None, since_us=2**62)
    assert ahead.held_s >= 0


def test_what_goes_wrong_when_it_is_let_run_is_heard() -> None:
    def refuse() -> None:
        raise RuntimeError("gone")

    with pytest.raises(RuntimeError, match="gone"):
        Hold(refuse).release()


def test_one_that_runs_without_having_been_let() -> None:
    hold = Hold(lambda: None, since_us=100)
    hold.ran(200)
    assert (hold.overdue, hold.released_us) == (True, 200)
    later = Hold(lambda: None, since_us=100)
    later.release()
    released = later.released_us
    later.ran(released + 5)
    assert (later.overdue, later.released_us) == (False, released)
