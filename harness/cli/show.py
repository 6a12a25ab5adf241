"""What commands that show an assessment share."""

import sys

from rich.console import Console

from harness.analysis.model import Assessment
from harness.cli.errors import fail, say
from harness.errors import DONE, INCOMPLETE
from harness.report.model import ReportView
from harness.report.terminal import print_summary


def show_summary(view: ReportView, lang: str) -> None:
    """Print the summary for a human on stdout."""
    print_summary(view, Console(file=sys.stdout), lang)


def assessed_code(found: Assessment) -> int:
    """Return the exit code of a command that has shown this assessment: 3 where it is not of the whole of a run.

    So it is where a broken seal took conclusions away, where the recording ends early, and where the run did not come
    to its end; the last two are said.
    """
    if found.coverage.cut:
        say(found.coverage.cut, "yellow")
    outcome = found.bundle.get("outcome")
    if outcome not in (None, "complete"):
        say(f"what was assessed is not whole: {outcome}", "yellow")
    whole = not found.coverage.seal and not found.coverage.cut and outcome in (None, "complete")
    return DONE if whole else INCOMPLETE


def language(name: str) -> str:
    """Return ``name`` as a report language. Raises ``typer.Exit`` after saying what is possible."""
    if name not in ("en", "zh"):
        raise fail(f"--lang must be en or zh, not {name!r}.")
    return name
