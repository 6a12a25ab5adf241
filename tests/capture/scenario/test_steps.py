"""The list of steps: each has what a newcomer to the list must bring along."""

import re
from pathlib import Path

import pytest

from harness.capture.engine.steps import EXECUTORS
from harness.capture.scenario import STEPS
from harness.capture.scenario.fields import fields
from harness.capture.scenario.model import Step

DOCS = (Path(__file__).parents[3] / "docs" / "scenarios.md").read_text("utf-8")
ROWS = [
    re.split(r"(?<!\\)\|", line) for line in DOCS.split("\n## Steps\n")[1].split("\n## ")[0].splitlines() if "|" in line
]
DOCUMENTED = {word for row in ROWS for word in re.findall(r"`([a-z_]+)", row[1])}


@pytest.mark.parametrize("kind", STEPS.values(), ids=STEPS)
def test_a_step_is_carried_out_documented_and_short_for_something_it_has(kind: type[Step]) -> None:
    name = next(name for name, each in STEPS.items() if each is kind)
    assert kind in EXECUTORS, f"a function in harness/capture/engine/steps wants @carries_out({kind.__name__})"
    assert name in DOCUMENTED, f"docs/scenarios.md has no row for `{name}`"
    assert (kind.__doc__ or "").endswith(".")
    assert not kind.short or kind.short in {key for field in fields(kind) for key in field.keys}


def test_nothing_is_carried_out_that_no_file_can_say() -> None:
    assert set(EXECUTORS) == set(STEPS.values())


def test_what_a_phase_can_begin_with_while_no_app_runs() -> None:
    assert {name for name, kind in STEPS.items() if not kind.needs_app} == {
        "launch", "relaunch", "wait", "clear_data", "install", "set_clock", "deep_link", "screen_on", "kill",
        "grant", "revoke", "ask",
    }  # fmt: skip
