"""``harness regress``: recorded traffic held against what is expected of it."""

import os
import sys
from pathlib import Path

import typer

from harness.cli.errors import fail, say
from harness.cli.stdout import emit_json


def regress(
    directory: Path | None = typer.Argument(
        None, metavar="DIR", help="Recordings and bundles, each with NAME.expected.yaml beside it."
    ),
    jobs: int = typer.Option(0, "--jobs", "-j", min=0, help="Processes; without it, one a processor."),
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
    from rich.console import Console

    from harness.regress.find import found as find
    from harness.regress.suite import code, outcomes
    from harness.regress.terminal import print_outcome, print_summary

    expected, without = find(directory)
    for path in without:
        say(f"harness: nothing is expected of {path}; write {path.name}.expected.yaml beside it.", "yellow")
    if not expected:
        raise fail("No recording has a file of expectations.")
    console = Console(file=sys.stdout, highlight=False)
    done = []
    for outcome in outcomes(expected, jobs or os.cpu_count() or 1):
        done.append(outcome)
        if not json:
            print_outcome(outcome, console, every=every)
    if json:
        emit_json(done, indent=1)
    else:
        print_summary(done, console)
    raise typer.Exit(code(done))
