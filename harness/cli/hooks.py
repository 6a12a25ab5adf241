"""``harness hooks list|check``."""

import sys
from pathlib import Path

import typer

from harness.cli import completing
from harness.cli.errors import fail, say
from harness.cli.helping import Program
from harness.cli.stdout import emit_json
from harness.files.names import shown

app = Program(help="The access points that are hooked.", no_args_is_help=True)


@app.command("list")
def list_hooks(
    category: str | None = typer.Option(
        None, "--category", autocompletion=completing.categories, help="Only this category of personal data."
    ),
    json: bool = typer.Option(False, "--json", help="Print as JSON on stdout."),
) -> None:
    """List the access points of the catalogue."""
    from harness.catalog.categories import categories
    from harness.catalog.points import load_points

    if category is not None and category not in {point.category for point in load_points()}:
        known = "no access point reads it" if category in categories() else "`harness categories` lists them"
        raise fail(f"There is no access point of the category {shown(category)}: {known}.")
    points = [point for point in load_points() if category in (None, point.category)]
    if json:
        emit_json(points)
        return
    for point in points:
        sys.stdout.write(f"{point.id:<48} {point.category or '-'}\n")


@app.command("check")
def check(files: list[Path] = typer.Argument(..., help="Hook files of your own.")) -> None:
    """Check files of own access points."""
    from harness.catalog.points import load_points, with_own

    with_own(files)  # together, as a run takes them: what is hooked already is refused
    for file in files:
        count = len(load_points([file]))
        say(f"{shown(file)} is good: {count} access point{'' if count == 1 else 's'}")
