"""``harness persona new|show``."""

import sys
from pathlib import Path

import msgspec
import typer

from harness.cli.errors import fail, say, sentences
from harness.persona.generate import generate
from harness.persona.persona import load_persona

app = typer.Typer(help="The planted identity of a run.", no_args_is_help=True)


@app.command("new")
def new(
    out: Path | None = typer.Option(None, "--out", help="Write to this file instead of stdout."),
    seed: int | None = typer.Option(None, "--seed", help="Make the same values again; without it they are random."),
) -> None:
    """Make a persona: every value fresh, unique and syntactically valid."""
    text = generate(seed).to_yaml()
    if out is None:
        sys.stdout.write(text)
        return
    try:
        with out.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise fail(f"Cannot write the persona to {out}: {error.strerror}.") from None
    say(f"wrote {out}")


@app.command("show")
def show(
    file: Path = typer.Argument(..., help="A persona file, such as persona.yaml of a bundle."),
    json: bool = typer.Option(False, "--json", help="Print it as JSON on stdout."),
) -> None:
    """Print a persona's values."""
    with sentences():
        persona = load_persona(file)
    if json:
        sys.stdout.write(msgspec.json.encode(persona).decode() + "\n")
        return
    for value in persona.values:
        shown = value.value if isinstance(value.value, str) else "{latitude}, {longitude}".format(**value.value)
        sys.stdout.write(f"{value.id:<20} {value.category:<18} {shown}\n")
