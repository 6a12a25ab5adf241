"""The list of settings, held against the commands that it speaks of."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import typer.main

from harness.cli import judging
from harness.cli.compare import FailOn
from harness.cli.config import CONFIGURED
from harness.cli.main import app
from harness.cli.run import Network
from harness.config.settings import COMMANDS, fail_words, json_schema, meaning, table, variable

ROOT = Path(__file__).resolve().parents[2]


def command(words: str) -> Any:
    found: Any = typer.main.get_command(app)
    for word in words.split():
        found = found.commands[word]
    return found


def every(group: Any, above: str = "") -> list[tuple[str, Any]]:
    rows = []
    for name, one in group.commands.items():
        rows += every(one, f"{above}{name} ") if hasattr(one, "commands") else [(f"{above}{name}", one)]
    return rows


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_the_option_and_its_variable(name: str) -> None:
    for words in COMMANDS[name]:
        (option,) = [row for row in command(words).params if f"--{name}" in row.opts]
        own = None if name == "fail-on" else variable(name)  # one word of two options: see cli.config.fail_on
        assert option.name == name.replace("-", "_") and option.envvar == own, words


def test_no_other_option_listens_to_such_a_variable() -> None:
    ours = {variable(name): name for name in COMMANDS}
    for words, one in every(typer.main.get_command(app)):
        for row in one.params:
            if row.envvar in ours:
                assert words in COMMANDS[ours[row.envvar]], (words, row.name)


def test_the_words_that_a_file_may_choose_from_are_the_options_own() -> None:
    fields = json_schema()["$defs"]["Settings"]["properties"]
    assert sorted(fail_words("diff")) == sorted(FailOn) and sorted(fail_words("run")) == sorted(judging.FailOn)
    assert fields["network"]["enum"] == sorted(Network)


def test_commands_with_settings_are_the_ones_that_read_a_file() -> None:
    assert {words.split()[0] for commands in COMMANDS.values() for words in commands} == set(CONFIGURED)


def test_the_documentation_has_the_table_and_everything_has_a_meaning() -> None:
    page = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    assert table() in page, f"docs/configuration.md needs this table:\n{table()}"
    assert all(re.fullmatch(r"[A-Z].*\.", meaning(name)) for name in COMMANDS)


def test_the_schema_takes_what_the_reader_takes() -> None:
    schema = json.loads(json.dumps(json_schema()))
    jsonschema.validate({"lang": "zh", "trackers": ["a", "b"], "fail-on": "difference", "jobs": 2}, schema)
    for bad in ({"lang": "fr"}, {"valeus": "x"}, {"jobs": "2"}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(bad, schema)
