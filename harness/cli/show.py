"""What commands that show an assessment share."""

import sys

from rich.console import Console

from harness.analysis.model import Assessment
from harness.cli.errors import fail
from harness.errors import DONE, INCOMPLETE
from harness.report.model import ReportView
from harness.report.terminal import print_summary


def show_summary(view: ReportView, lang: str) -> None:
    """Print the summary for a human on stdout."""
    print_summary(view, Console(file=sys.stdout), lang)


def seal_code(found: Assessment) -> int:
    """Return the exit code of a command that has shown this assessment: 3 where a broken seal took conclusions away."""
    return INCOMPLETE if found.coverage.seal else DONE


def language(name: str) -> str:
    """Return ``name`` as a report language. Raises ``typer.Exit`` after saying what is possible."""
    if name not in ("en", "zh"):
        raise fail(f"--lang must be en or zh, not {name!r}.")
    return name
