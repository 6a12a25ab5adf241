"""Options that several commands have mean the same in each, in the same words."""

from typing import Any

import typer

from harness.cli.main import app

SHARED = ("--trackers", "--countries", "--policy", "--lang")


def test_one_wording() -> None:
    group: Any = typer.main.get_command(app)
    found: dict[str, set[str]] = {}
    for command in group.commands.values():
        for each in (command, *getattr(command, "commands", {}).values()):
            for option in each.params:
                for name in set(option.opts) & set(SHARED):
                    found.setdefault(name, set()).add(option.help)
    assert set(found) == set(SHARED)
    assert {name: words for name, words in found.items() if len(words) > 1} == {}
