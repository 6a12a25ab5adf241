"""The JSON Schema of scenario files: made from the types, and no stricter or laxer than reading where it can tell."""

import json

import pytest
import yaml
from jsonschema import Draft202012Validator

from harness.capture.scenario import STEPS, json_schema, shipped, shipped_dir
from tests.capture.scenario.test_parse import GOOD

VALIDATOR = Draft202012Validator(json_schema())


def problems(text: str) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(yaml.safe_load(text))]


def test_the_shipped_schema_is_the_types() -> None:
    """``harness scenario schema > scenarios/schema.json`` makes it."""
    assert json.loads((shipped_dir() / "schema.json").read_text("utf-8")) == json_schema()


def test_it_is_a_schema_and_the_shipped_scenarios_keep_to_it() -> None:
    Draft202012Validator.check_schema(json_schema())
    for path in shipped():
        assert not problems(path.read_text("utf-8")), path


@pytest.mark.parametrize(
    "step",
    [
        "tap: OK",
        "tap: [a, b]",
        "tap: 1",
        "tap: {at: [50%, 1200], optional: true}",
        "wait: 5",
        "wait: 10min",
        "wait: {seconds: '${idle}'}",
        "clear",
        "clear: {id: field}",
        "kill",
        "kill: force_stop",
        "hide_keyboard",
        "type: {value: a, into: {id: b}}",
        "swipe: {from: [1, 2], to: [3, 4]}",
        "run_if: {app: alive, steps: [launch], else: [wait: 1]}",
        "repeat: {times: '${n}', steps: [launch]}",
    ],
)
def test_short_forms_and_variables_are_allowed(step: str) -> None:
    assert not problems(GOOD.replace("launch", step))


@pytest.mark.parametrize(
    "step",
    [
        "fly",
        "tap",
        "swipe",
        "tap: ''",
        "wait: {x: 1}",
        "wait: -1",
        "wait: soon",
        "consent: maybe",
        "press: back",
        "repeat: {times: 0, steps: [launch]}",
        "repeat: {times: 1, steps: []}",
        "run_if: {app: dead, steps: [launch]}",
        "launch: {shown: x}",
        "launch: {type: launch}",
    ],
)
def test_what_reading_refuses_is_refused(step: str) -> None:
    assert problems(GOOD.replace("launch", step))


def test_a_scenario_needs_phases() -> None:
    assert problems("schema: 1")


def test_every_step_is_described() -> None:
    titled = {step["title"]: step["description"] for step in json_schema()["$defs"]["step"]["anyOf"] if "title" in step}
    assert list(titled) == list(STEPS)
    assert all(titled.values())
