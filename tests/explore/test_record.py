"""A session's steps as a scenario that runs by itself."""

from pathlib import Path
from typing import Any

import pytest

from harness.capture.scenario.load import parse_scenario
from harness.evidence.bundle import Bundle
from harness.evidence.rows import Phase, StepTaken
from harness.evidence.run_record import RunRecord
from harness.evidence.writer import BundleWriter
from harness.explore.record import NothingRecordedError, recorded

S = 1_000_000


def session(path: Path, *steps: StepTaken) -> Bundle:
    with BundleWriter(path, RunRecord()) as writer:
        for name, start, end in (
            ("install", 0, 1),
            ("before_consent", 1, 10),
            ("consented_idle", 10, 40),
            ("looking", 40, 95),
        ):
            writer.append(Phase(name=name, start_us=start * S, end_us=end * S, cause=""))
        for step in steps:
            writer.append(step)
        writer.seal("complete")
    return Bundle(path)


def step(at: int, phase: str, what: dict[str, Any], **more: Any) -> StepTaken:
    return StepTaken(time_us=at * S, end_us=(at + 1) * S, phase=phase, step=what, **more)


def test_steps_stand_in_their_phases_with_waiting_between_them(tmp_path: Path) -> None:
    bundle = session(
        tmp_path / "b",
        step(1, "before_consent", {"launch": {}}),
        step(10, "consented_idle", {"consent": "accept"}, by="person"),
        step(20, "consented_idle", {"tap": {"text": "坏了"}}, by="person", failed="there is no such control"),
        step(30, "consented_idle", {"type": "${persona.phone_number}"}, by="person"),
    )
    text = recorded(bundle, "mine", "leave")
    made = parse_scenario(text, "mine")
    assert made.permissions == "leave" and list(made.branches) == ["recorded"]
    first, *others = made.script("recorded")
    assert (first.name, [one.name for one in others]) == ("before_consent", ["consented_idle", "looking"])
    assert [one.kind for one in others[0].steps] == ["consent", "settle", "type", "settle"]
    assert [one.kind for one in others[1].steps] == ["settle"], (
        "a phase that was marked, and in which only time went by"
    )
    assert "${persona.phone_number}" in text and "坏了" not in text
    assert "at_most_s: 19.0" in text, "as long as the person waited for the next step"
    assert "at_most_s: 55.0" in text


def test_nothing_to_record(tmp_path: Path) -> None:
    bundle = session(tmp_path / "b", step(1, "before_consent", {"launch": {}}))
    with pytest.raises(NothingRecordedError, match="Nobody took a step"):
        recorded(bundle, "mine")


def test_acts_in_the_processes_are_no_steps_and_that_is_said(tmp_path: Path) -> None:
    bundle = session(
        tmp_path / "b",
        step(1, "before_consent", {"launch": {}}),
        step(10, "consented_idle", {"consent": "accept"}, by="person"),
        step(12, "consented_idle", {"evaluate": {"code": "1", "pid": 7}}, by="person"),
        step(14, "consented_idle", {"hooks": {"off": ["imei"]}}, by="person"),
    )
    text = recorded(bundle, "mine")
    assert "# 2 acts in the app's processes (hooks, scripts, the prompt, unpinning) are no steps." in text
    assert [one.kind for one in parse_scenario(text, "mine").script("recorded")[1].steps] == ["consent", "settle"]
