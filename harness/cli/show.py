"""What commands that show an assessment share."""

import sys

from rich.console import Console

from harness.analysis.model import Assessment
from harness.cli.errors import fail, say
from harness.cli.judging import FailOn
from harness.errors import DONE, FOUND, INCOMPLETE
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


def counted(found: Assessment) -> dict[str, int]:
    """Return how many findings there are of each verdict."""
    said = [row.verdict for row in found.findings]
    return {verdict: said.count(verdict) for verdict in ("VIOLATION", "SUSPECTED", "UNDETERMINED", "PASS")}


def found_code(found: Assessment, fail_on: FailOn | None) -> int:
    """Return 1 where there is a finding at or above ``fail_on``. What is for information only does not count."""
    if fail_on is None:
        return DONE
    verdicts = ("VIOLATION", "SUSPECTED", "UNDETERMINED")
    counted = verdicts[: verdicts.index(fail_on.value.upper()) + 1]
    return FOUND if any(row.verdict in counted and row.severity != "info" for row in found.findings) else DONE


def language(name: str) -> str:
    """Return ``name`` as a report language. Raises ``typer.Exit`` after saying what is possible."""
    if name not in ("en", "zh"):
        raise fail(f"--lang must be en or zh, not {name!r}.")
    return name
