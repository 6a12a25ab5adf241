"""``harness disguises``."""

from pathlib import Path

import typer

from harness.cli.errors import deliver, say, talk


def disguises(
    first: Path = typer.Argument(..., help="A bundle, HAR file or mitmproxy flow file: a run with one persona."),
    second: Path = typer.Argument(..., help="A run of the same scenario with another persona."),
    noise: list[Path] = typer.Argument(None, help="Further runs with the first persona: what differs there is noise."),
    json: bool = typer.Option(False, "--json", help="JSON: the differences as sightings and disclosures."),
    redact: bool = typer.Option(False, "--redact", help="Leave the differing contents themselves out."),
    out: Path | None = typer.Option(None, "--out", help="The file to write; without it stdout."),
) -> None:
    """Find what changes in step with the persona: data that leaves in a disguise nobody knows. Needs no device."""
    from harness.cli.told import OnTerminal
    from harness.jobs.disguises import find_differences
    from harness.report.disguises import differences_as_json, differences_as_text

    with talk.status("comparing the recordings"):
        found = find_differences(first, second, noise or [], OnTerminal(), redact=redact)
    text = differences_as_json(found) if json else differences_as_text(found)
    if not noise:
        say(
            "Two runs cannot tell the persona from the installation: what differs for every installation is named, "
            "with low or medium confidence. Name a further run with the first persona to take it out."
        )
    deliver(text, out)
