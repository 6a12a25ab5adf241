"""``harness import`` and ``harness export``."""

import datetime as dt
from pathlib import Path

import typer

from harness.cli.errors import fail, say
from harness.errors import DONE, INCOMPLETE
from harness.files.names import shown

MOST_SAID = 5


def import_(
    source: Path = typer.Argument(
        ..., help="A HAR file, mitmproxy flows or a packet capture; - reads one from standard input."
    ),
    out: Path = typer.Option(..., "--out", help="The bundle's directory; it must not exist or be empty."),
    persona: Path | None = typer.Option(None, "--persona", help="The persona that was planted when it was recorded."),
    values: Path | None = typer.Option(
        None, "--values", help="YAML: a list of {category, value} that was used when it was recorded."
    ),
    keys: Path | None = typer.Option(
        None, "--keys", help="TLS keys of a packet capture (SSLKEYLOGFILE); else those in it or beside it."
    ),
) -> None:
    """Make a bundle of a foreign recording: sealed, verifiable, and analysed like a run's (without observations)."""
    from harness.analysis.recording import recording_from_file
    from harness.cli.told import OnTerminal
    from harness.evidence.imported import import_recording
    from harness.evidence.unpack import STDIN
    from harness.persona.persona import load_persona
    from harness.values.file import as_persona, load_values

    if source != STDIN and not source.is_file():
        raise fail(f"There is no file {shown(source)}." if not source.exists() else f"{shown(source)} is not a file.")
    if persona is not None and values is not None:
        raise fail("--persona and --values are one or the other: a bundle carries one list of values.")
    text = load_persona(persona).to_yaml() if persona is not None else None
    if values is not None:
        text = as_persona(load_values(values, OnTerminal().warn), dt.datetime.now(dt.UTC).isoformat()).to_yaml()
    recording = recording_from_file(source, keys)
    done = import_recording(source, out, recording.run, text, keys)
    say(f"imported {done.exchanges} exchanges into {shown(out)}", "green")
    for reason in done.lost[:MOST_SAID]:
        say(f"left out: {reason}", "yellow")
    if done.left_out > MOST_SAID:
        say(f"left out: {done.left_out - MOST_SAID} more", "yellow")
    if done.cut:
        say(done.cut, "yellow")


def export(
    source: Path = typer.Argument(..., help="A bundle's directory, or a mitmproxy flow file."),
    har: Path = typer.Option(..., "--har", help="The HAR file to write."),
) -> None:
    """Write a bundle's HTTP and WebSocket traffic as HAR, for other tools."""
    from harness.cli.told import OnTerminal
    from harness.evidence.har_write import write_har
    from harness.jobs.source import open_source

    recording = open_source(source, OnTerminal())
    written, left_out = write_har(recording.exchanges, har)
    cut = getattr(recording.exchanges, "cut", None)
    say(f"wrote {written} exchanges to {shown(har)}", "green")
    if left_out:
        kinds = ", ".join(f"{count} {kind}" for kind, count in left_out.items())
        say(f"left out what HAR cannot hold: {kinds}", "yellow")
    if cut:
        say(cut, "yellow")
    raise typer.Exit(INCOMPLETE if recording.seal else DONE)
