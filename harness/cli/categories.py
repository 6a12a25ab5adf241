"""``harness categories``."""

import sys

import typer

from harness.cli.stdout import emit_json


def categories(
    app_types: bool = typer.Option(
        False, "--app-types", help="List the types of apps instead, as --app-type takes them."
    ),
    json: bool = typer.Option(False, "--json", help="Print as JSON on stdout, with all that is known of each."),
) -> None:
    """List the categories of personal data: what a values file, a persona and access points call them."""
    from harness.catalog.app_types import app_types as types
    from harness.catalog.categories import categories as catalogue

    if app_types:
        kinds = sorted(types().values(), key=lambda each: each.number)
        if json:
            emit_json(kinds)
            return
        for kind in kinds:
            sys.stdout.write(f"{kind.number:>2}  {kind.id:<22} {kind.en}  ({kind.zh})\n")
        return
    rows = list(catalogue().values())
    if json:
        emit_json(rows)
        return
    for row in rows:
        sys.stdout.write(f"{row.id:<22} {row.en}  ({row.zh})\n")
