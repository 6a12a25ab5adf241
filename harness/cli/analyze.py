"""``harness analyze``."""

import sys
from pathlib import Path

import typer

from harness.cli.errors import fail, say, sentences


def analyze(
    source: Path = typer.Argument(..., help="A bundle's directory, a HAR file or a mitmproxy flow file."),
    persona: Path | None = typer.Option(None, "--persona", help="A persona file with the values to look for."),
    values: Path | None = typer.Option(None, "--values", help="YAML: a list of {category, value} to look for."),
    redact: bool = typer.Option(False, "--redact", help="Leave the values themselves out."),
    out: Path | None = typer.Option(None, "--out", help="The assessment's file; without it stdout."),
) -> None:
    """Find values in recorded traffic and join them to what was read: the assessment. Needs no device."""
    with sentences():
        from harness.cli.assess import assess_source

        assessment = assess_source(source, persona, values, redact=redact)
        if out is None:
            sys.stdout.write(assessment.decode())
            return
        try:
            out.write_bytes(assessment)
        except OSError as error:
            raise fail(f"Cannot write {out}: {error.strerror}.") from None
    say(f"wrote {out}")
