"""``harness config show|schema``, and how a configuration becomes the defaults of options."""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import typer

from harness.cli.helping import Program
from harness.cli.stdout import emit_json

app = Program(help="Settings: where each comes from.", no_args_is_help=True)

CONFIGURED = (
    "analyze", "calibrate", "campaign", "compare", "demo", "diff", "explore", "export", "import", "policy", "regress",
    "report", "rules", "run", "scenario", "watch",
)  # fmt: skip
"""The commands that have settings: no other reads a configuration file. Held to ``config.settings`` by a test."""


class Which(NamedTuple):
    """The configuration that was asked for on the command line: a file, none, or the nearest."""

    file: Path | None
    off: bool


def configure(ctx: typer.Context, which: Which) -> None:
    """Give the options of the command that was called what the configuration says as defaults. Raises ``ReadError``."""
    ctx.obj = which
    if ctx.invoked_subcommand not in CONFIGURED:
        return
    from harness.config.layers import load
    from harness.config.settings import COMMANDS, SEVERAL, fail_words

    said = dict(load(which.file, off=which.off).values)
    # One word of two options: each command takes the one that it knows, which no option's own variable could do.
    failing = fail_on(said.pop("fail-on", ()))
    defaults: dict[str, Any] = {
        command: {"fail_on": own[0]}
        for command in COMMANDS["fail-on"]
        if (own := [word for word in failing if word in fail_words(command)])
    }
    for name, value in said.items():
        for command in COMMANDS[name]:
            at = defaults
            for word in command.split():
                at = at.setdefault(word, {})
            at[name.replace("-", "_")] = [value] if name in SEVERAL and isinstance(value, str) else value
    ctx.default_map = defaults


def fail_on(configured: str | Sequence[str], environment: Mapping[str, str] = os.environ) -> list[str]:
    """Return the words of ``fail-on``: the environment's, else what a file says. Raises ``ConfigError``."""
    from harness.config.file import ConfigError
    from harness.config.settings import fail_words, variable

    name = variable("fail-on")
    words = environment.get(name, "").split()
    if not words:
        return [configured] if isinstance(configured, str) else list(configured)
    known = (*fail_words("run"), *fail_words("diff"))
    for word in words:
        if word not in known:
            raise ConfigError(f"{name}: there is no {word[:40]!r}; it may be {', '.join(known)}.")
    return words


def on_command_line(ctx: typer.Context, name: str) -> bool:
    """Whether an option was given by whoever called, and not by the environment or a configuration."""
    source = ctx.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def source_of(ctx: typer.Context, name: str) -> str:
    """Return where a setting's value is from, as ``harness config show`` says it."""
    from harness.config.layers import load, origins

    which = ctx.find_root().obj
    rows = origins(load(which.file, off=which.off), {})
    return next(row.source for row in rows if row.name == name)


@app.command("show")
def show(ctx: typer.Context, json: bool = typer.Option(False, "--json", help="Print as JSON on stdout.")) -> None:
    """Print every setting, its value and where it comes from. The command line goes above all of them."""
    from harness.config.layers import load, origins

    which = ctx.find_root().obj
    found = load(which.file, off=which.off)
    rows = origins(found, _defaults(ctx))
    if json:
        emit_json({"file": str(found.path) if found.path else None, "settings": rows}, indent=1)
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from harness.report.safe import one_line

    console = Console(file=sys.stdout, highlight=False)
    console.print(Text(f"configuration: {one_line(str(found.path), 300) if found.path else 'no file'}"))
    table = Table(box=None, pad_edge=False)
    for column in ("setting", "value", "from"):
        table.add_column(column, overflow="fold")
    for row in rows:
        value = (
            "-" if row.value is None else ", ".join(map(str, row.value)) if isinstance(row.value, list) else row.value
        )
        table.add_row(row.name, Text(one_line(str(value), 300)), Text(one_line(row.source, 300)))
    console.print(table)


def _defaults(ctx: typer.Context) -> dict[str, Any]:
    """Return what each setting is without any configuration, as the first of its commands has it."""
    from harness.config.settings import COMMANDS

    found = {}
    for name, commands in COMMANDS.items():
        command: Any = ctx.find_root().command
        for word in commands[0].split():
            command = command.commands[word]
        given = next(row.default for row in command.params if row.name == name.replace("-", "_"))
        found[name] = str(given) if isinstance(given, Path) else given or None
    return found


@app.command("schema")
def schema() -> None:
    """Print the JSON Schema of harness.toml, for editors."""
    from harness.config.settings import json_schema

    emit_json(json_schema(), indent=2)
