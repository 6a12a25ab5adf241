"""``harness policy show``."""

import sys
from pathlib import Path

import typer

from harness.cli.helping import Program
from harness.cli.options import LANG
from harness.cli.stdout import emit, emit_json
from harness.errors import DONE, INCOMPLETE

app = Program(help="What a privacy policy claims.", no_args_is_help=True)


@app.command("show")
def show(
    file: Path = typer.Argument(
        ..., help="A policy: HTML, text, PDF, docx, Play's Data safety form (CSV), or YAML of claims."
    ),
    json: bool = typer.Option(False, "--json", help="Print as JSON on stdout."),
    text: bool = typer.Option(False, "--text", help="Print the text as it was read: places of sentences are in it."),
    lang: str = LANG,
) -> None:
    """Show a policy's claims, each with the sentence that it rests on. Ends with 3 where there is no text to read."""
    from rich.console import Console

    from harness.cli.show import language
    from harness.policy.read import policy_text, read_policy
    from harness.report.policy import print_policy

    words = language(lang)
    if text:
        emit(policy_text(file) + "\n")
        raise typer.Exit(DONE)
    policy = read_policy(file)
    if json:
        emit_json(policy, indent=1)
    else:
        print_policy(policy, Console(file=sys.stdout), words)
    raise typer.Exit(INCOMPLETE if any(gap.key == "no_text" for gap in policy.gaps) else DONE)
