"""``harness report``."""

from pathlib import Path

import typer

from harness.cli.errors import deliver, fail
from harness.cli.judging import FAIL_ON, RULES, FailOn


def report(
    ctx: typer.Context,
    source: Path = typer.Argument(..., help="A bundle's directory, or a recording (as for analyze)."),
    persona: Path | None = typer.Option(
        None, "--persona", envvar="HARNESS_PERSONA", help="A persona file with the values to look for."
    ),
    values: Path | None = typer.Option(
        None, "--values", envvar="HARNESS_VALUES", help="YAML: a list of {category, value} to look for."
    ),
    policy: list[Path] = typer.Option(
        [],
        "--policy",
        help="A document of the app's privacy policy, or Play's Data safety form (repeat it for more documents).",
    ),
    rules: list[str] = RULES,
    app_type: str = typer.Option("", "--app-type", help="The app's type, where the run was not given one."),
    fail_on: FailOn | None = FAIL_ON,
    format: str = typer.Option("html", "--format", help="html or json."),
    lang: str = typer.Option("en", "--lang", envvar="HARNESS_LANG", help="en or zh."),
    redact: bool = typer.Option(False, "--redact", help="Replace every value by its category and a short hash."),
    out: Path | None = typer.Option(None, "--out", help="The file to write; without it stdout."),
) -> None:
    """Render a report from the evidence alone: again of a bundle, or of somebody's recording."""
    if format not in ("html", "json"):
        raise fail(f"--format must be html or json, not {format!r}.")
    from harness.analysis.model import to_json
    from harness.cli.config import on_command_line
    from harness.cli.show import assessed_code, found_code, language
    from harness.cli.told import OnTerminal
    from harness.jobs.assess import assess_source
    from harness.jobs.report import view_of
    from harness.jobs.source import Request
    from harness.report.html import render_html

    words = language(lang)
    request = Request(
        policies=policy,
        source=source,
        persona=persona,
        values=values,
        replace=on_command_line(ctx, "persona"),
        rules=rules,
        app_type=app_type,
    )
    # The HTML's own redaction must know the values it removes.
    done = assess_source(request, OnTerminal(), redact=redact and format == "json")
    if format == "json":
        deliver(to_json(done.found).decode(), out)
    else:
        deliver(render_html(view_of(done), words, redact), out)
    raise typer.Exit(max(found_code(done.found, fail_on), assessed_code(done.found)))
