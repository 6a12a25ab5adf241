"""``harness regress``: recorded traffic held against what is expected of it."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from harness.cli.config import on_command_line
from harness.cli.errors import fail, say
from harness.cli.stdout import emit, emit_json
from harness.files.write import write_whole

if TYPE_CHECKING:
    from harness.config.layers import ToLookFor


def regress(
    ctx: typer.Context,
    directory: Path | None = typer.Argument(
        None, metavar="DIR", help="Recordings and bundles, each with NAME.expected.yaml beside it."
    ),
    jobs: int = typer.Option(
        0, "--jobs", "-j", min=0, envvar="HARNESS_JOBS", help="Processes; without it, one a processor."
    ),
    update: bool = typer.Option(
        False, "--update", help="Write expectations from what is there now, and show the difference."
    ),
    values: Path | None = typer.Option(
        None, "--values", envvar="HARNESS_VALUES", help="The values to look for where expectations name nothing."
    ),
    persona: Path | None = typer.Option(
        None,
        "--persona",
        envvar="HARNESS_PERSONA",
        help="The persona of recordings that carry none, where expectations name nothing.",
    ),
    junit: Path | None = typer.Option(None, "--junit", help="Also write JUnit XML to this file."),
    github: bool = typer.Option(False, "--github", help="Print annotations for GitHub Actions instead."),
    json: bool = typer.Option(False, "--json", help="Print the outcomes as JSON on stdout."),
    every: bool = typer.Option(False, "--verbose", "-v", help="Also show what is as expected."),
    schema: bool = typer.Option(False, "--schema", help="Print the JSON Schema of expected.yaml, for editors."),
) -> None:
    """Hold recordings against what is expected of them: what must leave, what must not, to whom. Needs no device."""
    if schema:
        from harness.regress.expected import json_schema

        emit_json(json_schema(), indent=2)
        return
    if directory is None:
        raise fail("Name a directory with recordings (or --schema).")
    if json and github:
        raise fail("Choose one of --json and --github.")
    from rich.console import Console

    from harness.config.layers import ToLookFor
    from harness.regress.find import expected_of
    from harness.regress.find import found as find
    from harness.regress.github import annotations
    from harness.regress.junit import junit as as_junit
    from harness.regress.suite import code, outcomes
    from harness.regress.terminal import print_outcome, print_summary

    look = ToLookFor(values, persona)
    expected, without = find(directory)
    if update:
        expected += [expected_of(path) for path in without]
        expected.sort()
        named = on_command_line(ctx, "values") or on_command_line(ctx, "persona")
        _update(expected, look, jobs or os.cpu_count() or 1, named=named)
    else:
        for path in without:
            say(
                f"harness: nothing is expected of {path}; --update writes {expected_of(path).name} beside it.", "yellow"
            )
    if not expected:
        raise fail("No recording has a file of expectations; --update writes them.")
    console = Console(file=sys.stdout, highlight=False)
    done = []
    for outcome in outcomes(expected, jobs or os.cpu_count() or 1, look):
        done.append(outcome)
        if github:
            for line in annotations(outcome):
                emit(f"{line}\n")
        elif not json:
            print_outcome(outcome, console, every=every)
    if json:
        emit_json(done, indent=1)
    elif not github:
        print_summary(done, console)
    if junit is not None:
        write_whole(junit, as_junit(done).encode())
    raise typer.Exit(code(done))


def _update(expected: list[Path], look: "ToLookFor", jobs: int, *, named: bool) -> None:
    """Write the files and show on stderr what changed in them: stdout is the outcome's.

    ``named``: new files are to name what is looked for.
    """
    from harness.cli.told import OnTerminal
    from harness.regress.update import updates

    told = OnTerminal()
    for done in updates(expected, look, jobs, named=named):
        for warning in done.warnings:
            told.warn(warning)
        if done.problem:
            say(f"harness: {done.problem}", "bold red")
        for line in done.changed.splitlines():
            say(line, {"+": "green", "-": "red"}.get(line[:1], "dim"))
