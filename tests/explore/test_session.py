"""A session around a run that is not there: what it says, asks and leaves comes out of the stream."""

from pathlib import Path
from typing import Any

import pytest

from harness.capture.options import RunResult
from harness.explore import session as module
from harness.explore.events import Asked, Ended, Said
from harness.explore.session import BY_HAND, Session, by_hand
from harness.jobs.run import Plan
from harness.jobs.told import Silent
from harness.persona.generate import generate


def plan(out: Path) -> Plan:
    return Plan(device=None, scenario=by_hand("leave"), persona=None, points=[], network="sinkhole", out=out, lang="en")


def test_the_scenario_of_a_session_starts_the_app_and_waits() -> None:
    made = by_hand("leave")
    (phase,) = made.script(BY_HAND)
    assert (phase.name, [step.kind for step in phase.steps], phase.code) == (
        "before_consent",
        ["launch"],
        "P1_preconsent",
    )
    assert made.permissions == "leave" and made.chosen(None) == [BY_HAND] and not by_hand("leave").grant_all


@pytest.mark.slow
def test_what_the_run_says_and_asks_is_in_the_stream(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def capture(plan: Plan, apk: Path, branch: str, persona: Any, out: Path, told: Any) -> RunResult:
        told.progress("hooking")
        told.warn("the clock was set")
        assert plan.person.ask("Log in, please", 0.01) is None
        return RunResult(bundle=out, outcome="complete", reason=None, timings={})

    monkeypatch.setattr(module, "capture_app", capture)
    monkeypatch.setattr(module, "finish_run", lambda plan, result, told: result)
    session = Session(plan(tmp_path), hands=True)
    listener = session.stream.listen(patient=True)
    session.stream.start()
    session.run(Path("a.apk"), BY_HAND, generate(seed=1), tmp_path / "b", Silent())
    events = []
    while (found := listener.take()) is not None:
        events += found
    assert events == [
        Said(text="hooking"), Said(text="the clock was set", warning=True),
        Asked(question="Log in, please", at_most_s=0.01), Ended(outcome="complete", bundle=str(tmp_path / "b")),
    ]  # fmt: skip
    assert session.control.background().failed == "the session is over"


@pytest.mark.slow
def test_a_run_that_cannot_begin_ends_the_stream(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def capture(*_: Any) -> RunResult:
        raise OSError("no device")

    monkeypatch.setattr(module, "capture_app", capture)
    session = Session(plan(tmp_path), hands=True)
    listener = session.stream.listen()
    session.stream.start()
    with pytest.raises(OSError, match="no device"):
        session.run(Path("a.apk"), BY_HAND, generate(seed=1), tmp_path / "b", Silent())
    assert listener.take() == [Ended(outcome="failed")]
    assert listener.take() is None


def test_a_session_with_an_app_that_runs_begins_with_nothing() -> None:
    made = by_hand("leave", attached=True)
    assert made.script(BY_HAND) == () and made.chosen(None) == [BY_HAND]
