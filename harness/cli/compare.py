"""``harness compare``: what each of several runs disclosed, side by side."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console

from harness.cli.errors import say
from harness.cli.judging import RULES
from harness.cli.options import LANG, PERSONA_OF_RECORDINGS
from harness.cli.stdout import emit_json
from harness.errors import DONE, FOUND, INCOMPLETE

if TYPE_CHECKING:
    from harness.analysis.across.compare import Comparison, Difference
    from harness.analysis.across.verdicts import FindingRow


class FailOn(StrEnum):
    """What makes a comparison fail."""

    new_disclosure = "new-disclosure"
    new_violation = "new-violation"
    difference = "difference"


def command(
    bundles: list[Path] = typer.Argument(..., help="Two or more bundles or recordings; the last is the newest."),
    values: Path | None = typer.Option(
        None, "--values", envvar="HARNESS_VALUES", help="YAML: a list of {category, value} to look for in all."
    ),
    persona: Path | None = PERSONA_OF_RECORDINGS,
    rules: list[str] = RULES,
    fail_on: FailOn | None = typer.Option(
        None,
        "--fail-on",
        help="Exit with 1 where the last one discloses what none before it is known to (new-disclosure), where a rule "
        "finds a violation in it and in none before (new-violation), or where they are not alike (difference).",
    ),
    json: bool = typer.Option(False, "--json", help="Print the comparison as JSON on stdout."),
    lang: str = LANG,
) -> None:
    """Show side by side what several runs disclosed: branches, repetitions, versions of an app."""
    from harness.cli.show import language

    words = language(lang)
    if len(bundles) < 2:
        raise typer.BadParameter("Give at least two bundles or recordings to compare.")
    found = _compared(bundles, values, persona, rules)
    if json:
        emit_json(found, indent=1)
    else:
        _print(found, words)
    if fail_on is not None:
        failed = _failed(found, fail_on)
        for row in failed:
            say(f"{fail_on.value}: {row}", "red")
        if failed:
            raise typer.Exit(FOUND)
    raise typer.Exit(INCOMPLETE if any(run.broken or run.void or run.partial for run in found.runs) else DONE)


def _failed(found: "Comparison", fail_on: FailOn) -> list[str]:
    """Return what fails, in words."""
    every = fail_on is FailOn.difference
    sent = [] if fail_on is FailOn.new_violation else found.disclosed
    judged = [] if fail_on is FailOn.new_disclosure else found.findings
    said = [_told(row) for row in sent if row.new or (every and not row.alike)]
    return said + [_broken(row) for row in judged if row.new or (every and not row.alike)]


def _broken(row: "FindingRow") -> str:
    from harness.report.safe import one_line

    about = [one_line(text, 80) for text in (row.category, row.actor, row.recipient) if text]
    return f"{row.rule} ({', '.join(row.verdicts)}): {', '.join(about)}".rstrip(": ")


def _told(row: "Difference") -> str:
    from harness.report.safe import one_line

    return f"{row.category}, {one_line(row.actor, 60)}, to {one_line(row.recipient, 80)}"


def show(bundles: list[Path], lang: str) -> None:
    """Print the comparison of runs that have just been made."""
    _print(_compared(bundles, None, None, []), lang)


def _compared(bundles: list[Path], values: Path | None, persona: Path | None, rules: list[str]) -> "Comparison":
    from harness.cli.told import OnTerminal
    from harness.jobs.compare import compared

    return compared(bundles, OnTerminal(), values=values, persona=persona, rules=rules)


def _print(found: "Comparison", lang: str) -> None:
    from harness.report.comparison import rendered
    from harness.report.texts import texts

    console = Console(file=sys.stdout, highlight=False)
    for part in rendered(found, texts(lang)):
        console.print(part)
