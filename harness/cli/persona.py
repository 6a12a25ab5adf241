"""``harness persona new|show``."""

import sys
from pathlib import Path

import typer

from harness.cli.errors import say
from harness.cli.helping import Program
from harness.cli.stdout import emit, emit_json
from harness.files.names import shown

app = Program(help="The planted identity of a run.", no_args_is_help=True)


@app.command("new")
def new(
    out: Path | None = typer.Option(None, "--out", help="Write to this file instead of stdout."),
    seed: int | None = typer.Option(None, "--seed", help="Make the same values again; without it they are random."),
) -> None:
    """Make a persona: every value fresh, unique and syntactically valid."""
    from harness.files.write import write_new
    from harness.persona.generate import generate

    text = generate(seed).to_yaml()
    if out is None:
        emit(text)
        return
    write_new(out, text.encode())
    say(f"wrote {shown(out)}")


@app.command("show")
def show(
    file: Path = typer.Argument(..., help="A persona file, such as persona.yaml of a bundle."),
    json: bool = typer.Option(False, "--json", help="Print it as JSON on stdout."),
) -> None:
    """Print a persona's values."""
    from harness.persona.persona import load_persona

    persona = load_persona(file)
    if json:
        emit_json(persona)
        return
    for value in persona.values:
        text = value.value if isinstance(value.value, str) else "{latitude}, {longitude}".format(**value.value)
        sys.stdout.write(f"{shown(value.id):<20} {shown(value.category):<18} {shown(text)}\n")
