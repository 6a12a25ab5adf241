"""``harness verify``."""

from pathlib import Path

import msgspec
import typer

from harness.cli.errors import DONE, FOUND, INCOMPLETE, say
from harness.cli.stdout import emit_json
from harness.evidence.seal import verify as verify_bundle


def verify(
    bundle: Path = typer.Argument(..., help="A bundle's directory."),
    json: bool = typer.Option(False, "--json", help="Print the result as JSON on stdout."),
) -> None:
    """Check that a bundle is as it was sealed: 0 intact, 1 changed, 3 never sealed."""
    result = verify_bundle(bundle)
    if json:
        emit_json({**msgspec.to_builtins(result), "intact": result.intact})
    if result.intact:
        say(f"intact: {result.files} files are as they were sealed", "green")
        raise typer.Exit(DONE)
    if not result.sealed:
        say("not sealed: the run was cut off before its end; the evidence can be read but not verified", "yellow")
        raise typer.Exit(INCOMPLETE)
    for kind in ("changed", "missing", "added"):
        for name in getattr(result, kind):
            say(f"{kind}: {name}", "red")
    raise typer.Exit(FOUND)
