"""``harness categories``."""

import sys

import typer

from harness.cli.stdout import emit_json


def categories(
    json: bool = typer.Option(False, "--json", help="Print as JSON on stdout, with all that is known of each."),
) -> None:
    """List the categories of personal data: what a values file, a persona and access points call them."""
    from harness.catalog.categories import categories as catalogue

    rows = list(catalogue().values())
    if json:
        emit_json(rows)
        return
    for row in rows:
        sys.stdout.write(f"{row.id:<22} {row.en}  ({row.zh})\n")
