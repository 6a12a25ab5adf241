"""A step that is written down reads back as itself."""

from typing import Any

import msgspec
import pytest

from harness.capture.scenario import Step, parse_scenario, shipped
from harness.capture.scenario.load import load_scenario
from harness.capture.scenario.model import PhaseScript
from harness.capture.scenario.written import said, written


def read(lines: list[Any]) -> tuple[Step, ...]:
    phases = [{"name": "p", "steps": lines}]
    return (
        parse_scenario(msgspec.json.encode({"schema": 1, "name": "x", "phases": phases}).decode(), "x.yaml")
        .phases[0]
        .steps
    )


def bare(step: Any) -> Any:
    """A step without how its cause is told, which is made of how it was written."""
    found = msgspec.to_builtins(step)
    return _without(found)


def _without(part: Any) -> Any:
    if isinstance(part, dict):
        return {key: _without(value) for key, value in part.items() if key != "shown"}
    return [_without(each) for each in part] if isinstance(part, list | tuple) else part


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.stem)
def test_every_step_of_the_shipped_scenarios(path: Any) -> None:
    scenario = load_scenario(str(path))
    phases: list[PhaseScript] = [*scenario.phases, *(each for branch in scenario.branches.values() for each in branch)]
    for phase in phases:
        lines = [written(step) for step in phase.steps if "${" not in str(step) and "Install" not in str(step)]
        back = read(lines) if lines else ()
        kept = [step for step in phase.steps if "${" not in str(step) and "Install" not in str(step)]
        assert [bare(step) for step in back] == [bare(step) for step in kept]


@pytest.mark.parametrize(
    "line",
    [
        "launch",
        {"tap": {"text": "OK", "optional": True}},
        {"tap": {"at": ["50%", 120]}},
        {"tap": {"text": ["同意", "Agree"], "id": "yes"}},
        {"swipe": {"from": [10, 20], "to": ["50%", "90%"]}},
        {"type": {"value": "${persona.phone_number}", "into": {"id": "phone"}}},
        {"consent": "accept"},
        {"grant": "CAMERA"},
        {"ask": {"question": "Log in, please", "at_most_s": 20.0}},
        {"run_if": {"visible": {"text": "OK"}, "steps": ["background"], "else": [{"wait": 2.0}]}},
        {"repeat": {"times": 2, "steps": [{"press": "BACK"}]}},
    ],
    ids=str,
)
def test_what_a_file_may_say(line: Any) -> None:
    (step,) = read([line])
    (again,) = read([written(step)])
    assert bare(again) == bare(step)


@pytest.mark.parametrize("line", ["launch", {"consent": "accept"}, {"tap": "OK"}, {"tap": {"id": "yes"}}, {"wait": 2}])
def test_a_step_that_no_file_said_is_named_as_one_that_a_file_did(line: Any) -> None:
    (step,) = read([line])
    assert said(step).removesuffix(".0") == step.shown
