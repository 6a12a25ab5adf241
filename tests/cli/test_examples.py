"""Examples are commands that the program takes."""

import shlex
from typing import Any

import pytest
import typer

from harness.cli.examples import EXAMPLES
from harness.cli.main import app

LINES = [(command, line) for command, lines in EXAMPLES.items() for line in lines]


@pytest.mark.parametrize(("command", "line"), LINES, ids=[line for _, line in LINES])
def test_the_program_takes_it(command: str, line: str) -> None:
    words = shlex.split(line.split(" | ")[0])
    group: Any = typer.main.get_command(app)
    assert words[0] == command
    group.commands[command].make_context(command, words[1:])
