"""``harness compare``: what each of several runs disclosed, side by side."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.text import Text

from harness.cli.stdout import emit_json
from harness.errors import DONE, INCOMPLETE

if TYPE_CHECKING:
    from harness.analysis.across.compare import Comparison


def command(
    bundles: list[Path] = typer.Argument(..., help="Two or more bundles."),
    json: bool = typer.Option(False, "--json", help="Print the comparison as JSON on stdout."),
    lang: str = typer.Option("en", "--lang", help="en or zh."),
) -> None:
    """Show side by side what several runs disclosed: branches, repetitions, versions of an app."""
    from harness.cli.show import language

    words = language(lang)
    if len(bundles) < 2:
        raise typer.BadParameter("Give at least two bundles to compare.")
    found = _compared(bundles)
    if json:
        emit_json(found, indent=1)
    else:
        _print(found, words)
    raise typer.Exit(INCOMPLETE if any(run.broken or run.void for run in found.runs) else DONE)


def show(bundles: list[Path], lang: str) -> None:
    """Print the comparison of runs that have just been made."""
    _print(_compared(bundles), lang)


def _compared(bundles: list[Path]) -> "Comparison":
    from harness.cli.told import OnTerminal
    from harness.jobs.compare import compared

    return compared(bundles, OnTerminal())


def _print(found: "Comparison", lang: str) -> None:
    from rich.table import Table

    from harness.report.safe import one_line
    from harness.report.texts import texts

    words = texts(lang)
    console = Console(file=sys.stdout)
    for number, run in enumerate(found.runs, 1):
        state = "" if run.complete else f" ({words('incomplete.title')})"
        state += f" ({words('seal.broken')})" if run.broken or run.void else ""
        console.print(Text(f"{number}  {one_line(run.branch or '-', 20)}  {one_line(run.name, 80)}{state}"))
    for title, rows in (("compare.disclosed", found.disclosed), ("compare.collected", found.collected)):
        table = Table(title=words(title), title_justify="left", title_style="bold", expand=False, pad_edge=False)
        for column in ("left.what", "left.who", "left.whom"):
            table.add_column(words(column), overflow="fold")
        for number, run in enumerate(found.runs, 1):
            table.add_column(f"{number} {one_line(run.branch, 12)}", overflow="fold")
        for row in rows:
            cells = [
                Text(
                    "\n".join(one_line(phase, 30) for phase in phases) if state == "yes" else words(f"compare.{state}")
                )
                for state, phases in zip(row.runs, row.phases, strict=True)
            ]
            style = "" if row.alike else "bold"
            table.add_row(row.category, one_line(row.actor, 50), one_line(row.recipient, 50), *cells, style=style)
        console.print(table if rows else Text(f"{words(title)}: {words('compare.none')}"))
