"""``harness report``."""

from pathlib import Path

import typer

from harness.cli.errors import deliver, fail


def report(
    bundle: Path = typer.Argument(..., help="A bundle's directory."),
    format: str = typer.Option("html", "--format", help="html or json."),
    lang: str = typer.Option("en", "--lang", help="en or zh."),
    redact: bool = typer.Option(False, "--redact", help="Replace every value by its category and a short hash."),
    out: Path | None = typer.Option(None, "--out", help="The file to write; without it stdout."),
) -> None:
    """Render a bundle's report again, from the evidence alone."""
    if format not in ("html", "json"):
        raise fail(f"--format must be html or json, not {format!r}.")
    from harness.analysis.model import to_json
    from harness.cli.show import language, seal_code
    from harness.cli.told import OnTerminal
    from harness.jobs.assess import assess_bundle
    from harness.jobs.report import view_of
    from harness.jobs.source import open_bundle
    from harness.report.html import render_html

    opened = open_bundle(bundle, OnTerminal())
    # The HTML's own redaction must know the values it removes.
    assessment = assess_bundle(opened, redact=redact and format == "json")
    if format == "json":
        deliver(to_json(assessment).decode(), out)
    else:
        deliver(render_html(view_of(opened, assessment), language(lang), redact), out)
    raise typer.Exit(seal_code(assessment))
