"""The JSON Schema of scenario files: made from the types, and no stricter or laxer than reading where it can tell."""

import contextlib
import json
from typing import Any, Literal

import pytest
import yaml
from jsonschema import Draft202012Validator

from harness.capture.scenario import STEPS, ScenarioError, json_schema, parse_scenario, shipped, shipped_dir
from harness.capture.scenario.fields import bounds, fields, words
from harness.capture.scenario.model import Step, Target
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


MATCHING = {"key": "BACK", "uri": "a://b", "apk": "a.apk", "name": "a"}


def least(kind: type[Step]) -> dict[str, Any]:
    """What a step needs at least, made from its types."""
    given: dict[str, Any] = {}
    for field in fields(kind):
        if field.required and field.inline:
            given |= {"id": "a"} if field.base is Target else {"app": "alive"}
        elif field.required:
            made = {float: bounds(field.type).ge, int: bounds(field.type).ge, str: MATCHING.get(field.key, "a")}
            given[field.key] = {tuple: ["launch"], Literal: (*words(field.type), "")[0], **made}[field.base]
    return given | ({"direction": "up"} if kind.wrong(frozenset(given)) else {})


def agreed(name: str, given: dict[str, Any]) -> bool:
    """Whether a step is good: reading and schema say the same."""
    file = {"schema": 1, "phases": [{"name": "a", "steps": [{name: given}]}]}
    with contextlib.suppress(ScenarioError):
        parse_scenario(yaml.safe_dump(file), "s.yaml")
        assert VALIDATOR.is_valid(file), (name, given)
        return True
    assert not VALIDATOR.is_valid(file), (name, given)
    return False


@pytest.mark.parametrize("name", STEPS)
def test_reading_and_schema_agree_on_what_a_step_takes(name: str) -> None:
    kind, given = STEPS[name], least(STEPS[name])
    assert agreed(name, given)
    assert not agreed(name, {**given, "other": 1})
    for field in fields(kind):
        if field.required and not field.inline:
            assert not agreed(name, {key: value for key, value in given.items() if key != field.key})
        if field.base in (float, int):
            low, high = bounds(field.type).ge, bounds(field.type).le
            assert low is not None and high is not None, f"{name}.{field.key} has no bounds"
            for value, good in ((low, True), (high, True), (low - 0.01, False), (high + 1, False)):
                assert agreed(name, {**given, field.key: value}) is good, (field.key, value)
        if field.base in (Literal, bool):
            assert not agreed(name, {**given, field.key: "neither"})


def test_a_scenario_needs_phases() -> None:
    assert problems("schema: 1")


def test_every_step_is_described() -> None:
    titled = {step["title"]: step["description"] for step in json_schema()["$defs"]["step"]["anyOf"] if "title" in step}
    assert list(titled) == list(STEPS)
    assert all(titled.values())
