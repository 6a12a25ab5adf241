"""Hooks that are not all in when a process must run: its main thread waits for the rest, on ART."""

import threading
from collections.abc import Iterator

import pytest

from harness.capture.agent.hold import Hold
from tests.art.runtime import ON_ART
from tests.capture.agent.app import App, started
from tests.capture.agent.test_agent import of

MODES = ("switch", "mterp", "jit")


@pytest.fixture(scope="module")
def main() -> str:
    return ON_ART


@pytest.fixture
def app(on_art: None) -> Iterator[App]:
    with started(hooked=False) as running:
        yield running


class Used(Hold):
    """A hold whose time for hooks is used up from the first."""

    @property
    def budget_s(self) -> float | None:
        return 0.0


def test_the_app_s_first_line_waits_for_all_hooks(app: App) -> None:
    answers: list[str] = []

    def let_run() -> None:
        thread = threading.Thread(target=lambda: answers.append(app.run("bind telephony")))
        thread.start()
        running.append(thread)

    running: list[threading.Thread] = []
    hold = Used(let_run, bind_s=60.0)
    app.agent.attach(app.process.pid, "com.example.app", hold=hold)
    running[0].join(60)
    app.agent.flush()
    row = app.processes[-1]
    assert row.gated
    assert not row.late_us
    assert 0 < row.resumed_us < row.attached_us
    assert row.bound_us > 0
    assert len(of(app.rows, "tm.getLine1Number")) == 1
    assert len(of(app.rows, "tm.getImei")) == 1
    assert answers == [app.run("telephony")] != [""]
    assert not app.errors()


def test_a_main_thread_that_is_not_waited_for_runs_and_is_late(app: App) -> None:
    """What is barred goes on when its time is up."""
    running: list[threading.Thread] = []

    def let_run() -> None:
        running.append(threading.Thread(target=lambda: app.run("bind telephony")))
        running[0].start()

    app.agent.attach(app.process.pid, "com.example.app", hold=Used(let_run, bind_s=0.001))
    running[0].join(60)
    app.agent.flush()
    row = app.processes[-1]
    assert not row.gated
    assert row.late_us > 0
