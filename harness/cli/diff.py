"""``harness diff``: an app's old version and its new one."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from harness.cli.compare import FailOn
from harness.cli.errors import deliver, fail, say, talk
from harness.cli.judging import RULES
from harness.cli.options import COUNTRIES, LANG, PERSONA_OF_RECORDINGS, TRACKERS
from harness.cli.stdout import emit_json
from harness.errors import DONE, FOUND, INCOMPLETE

if TYPE_CHECKING:
    from harness.analysis.across.diff import Diff

_MOST_SAID = 50


def diff(
    before: Path | None = typer.Argument(None, metavar="OLD", help="A bundle or recording of the old version."),
    after: Path | None = typer.Argument(None, metavar="NEW", help="A bundle or recording of the new version."),
    values: Path | None = typer.Option(
        None, "--values", envvar="HARNESS_VALUES", help="YAML: a list of {category, value} to look for in both."
    ),
    persona: Path | None = PERSONA_OF_RECORDINGS,
    noise: list[Path] = typer.Option(
        [], "--noise", help="A further run of the old version: what differs from it varies by itself (repeat it)."
    ),
    trackers: list[Path] = TRACKERS,
    countries: Path | None = COUNTRIES,
    allow: list[str] = typer.Option(
        [], "--allow", envvar="HARNESS_ALLOW", help="A blind spot that is accepted, by its name (repeat it)."
    ),
    fail_on: FailOn | None = typer.Option(
        None,
        "--fail-on",
        help="Exit with 1 where the new version discloses something new, or without the consent it had "
        "(new-disclosure), where a rule finds a violation that it did not (new-violation), or where anything differs "
        "(difference).",
    ),
    rules: list[str] = RULES,
    every: bool = typer.Option(False, "--verbose", "-v", help="Also show what is alike."),
    json: bool = typer.Option(False, "--json", help="Print the comparison as JSON on stdout."),
    html: Path | None = typer.Option(None, "--html", help="Also write a page to this file."),
    lang: str = LANG,
    redact: bool = typer.Option(False, "--redact", help="Take known values out of names and addresses."),
    schema: bool = typer.Option(False, "--schema", help="Print the JSON Schema of --json."),
) -> None:
    """Tell what a new version of an app sends, reads and asks for that the old one did not, and the other way round."""
    if schema:
        from harness.analysis.across.diff import json_schema

        emit_json(json_schema(), indent=2)
        return
    if before is None or after is None:
        raise fail("Name the old and the new version's bundle or recording (or --schema).")
    from rich.progress import Progress, TextColumn

    from harness.cli.show import language
    from harness.cli.told import OnTerminal
    from harness.jobs.compare import differences

    words = language(lang)
    # Without a thread that draws: large recordings are searched by forks of this process.
    with Progress(TextColumn("{task.description}"), console=talk, auto_refresh=False, transient=True) as shown:
        task = shown.add_task("comparing the versions")

        def progress(exchanges: int) -> None:
            shown.update(task, description=f"searched {exchanges} exchanges", refresh=True)

        found = differences(
            before, after, OnTerminal(), noise=noise, values=values, persona=persona, trackers=trackers,
            countries=countries, allow=allow, rules=rules, redact=redact, progress=progress,
        )  # fmt: skip
    if html is not None:
        from harness.report.diff.html import render_diff

        deliver(render_diff(found, words, redact=redact), html)
    if json:
        emit_json(found, indent=1)
    else:
        from rich.console import Console

        from harness.report.diff.terminal import print_diff

        print_diff(found, Console(file=sys.stdout, highlight=False), words, every=every)
    raise typer.Exit(_code(found, fail_on))


def _code(found: "Diff", fail_on: FailOn | None) -> int:
    """Return the exit code, and say why it is not 0."""
    runs = (found.before, found.after, *found.noise)
    if fail_on is not None:
        from harness.report.diff.words import told

        violations = fail_on is FailOn.new_violation
        failing = {FailOn.difference: found.differing, FailOn.new_violation: found.violating}.get(
            fail_on, found.disclosing
        )
        for row in failing[:_MOST_SAID]:
            say(f"{fail_on.value}: {told(row)}", "red")
        if len(failing) > _MOST_SAID:
            say(f"{fail_on.value}: {len(failing) - _MOST_SAID} more", "red")
        if failing:
            return FOUND
        if (found.judgement if violations else found.conclusion) == "undetermined":
            names = ", ".join(dict.fromkeys(reason.key for reason in (found.open if violations else found.reasons)))
            what = "no rule is newly violated" if violations else "nothing new leaves"
            say(f"harness: that {what} is undetermined: {names}; --allow NAME accepts one.", "bold yellow")
            return INCOMPLETE
    broken = any(run.broken or run.void for run in runs)
    cut = any(run.partial for run in runs) and not {"incomplete", "recording_cut"} & set(found.allowed)
    return INCOMPLETE if broken or cut else DONE
