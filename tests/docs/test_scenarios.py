"""The examples of docs/scenarios.md are scenarios: what a reader copies from there can be run."""

import re
from pathlib import Path

import yaml
from jsonschema import Draft202012Validator

from harness.capture.scenario import json_schema, parse_scenario

DOCS = Path(__file__).parents[2] / "docs" / "scenarios.md"
BLOCKS = re.findall(r"^```yaml\n(.*?)^```", DOCS.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def test_every_yaml_block_is_a_good_scenario() -> None:
    assert BLOCKS
    validator = Draft202012Validator(json_schema())
    for block in BLOCKS:
        assert parse_scenario(block, "my-app.yaml").phases
        assert not list(validator.iter_errors(yaml.safe_load(block)))
