"""``harness import`` and ``harness export``."""

import datetime as dt
from pathlib import Path

import typer

from harness.cli.calls import APP_HELP, CALLS_HELP, MAPPING_HELP, OFFSET_HELP, calls_request, say_calls
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
    app: str = typer.Option("", "--app", help=APP_HELP),
    calls: Path | None = typer.Option(None, "--calls", help=CALLS_HELP),
    mapping: Path | None = typer.Option(None, "--mapping", help=MAPPING_HELP),
    clock_offset: float | None = typer.Option(None, "--clock-offset", metavar="SECONDS", help=OFFSET_HELP),
) -> None:
    """Make a bundle of a foreign recording: sealed, verifiable, and analysed like a run's."""
    from harness.analysis.recording import recording_from_file
    from harness.cli.told import OnTerminal
    from harness.evidence.calls.log import open_log
    from harness.evidence.imported import import_recording
    from harness.evidence.unpack import STDIN
    from harness.jobs.source import tell_apps
    from harness.persona.persona import load_persona
    from harness.values.file import as_persona, load_values

    if source != STDIN and not source.is_file():
        raise fail(f"There is no file {shown(source)}." if not source.exists() else f"{shown(source)} is not a file.")
    if persona is not None and values is not None:
        raise fail("--persona and --values are one or the other: a bundle carries one list of values.")
    asked = calls_request(calls, mapping, clock_offset)
    log = open_log(asked) if asked is not None else None
    text = load_persona(persona).to_yaml() if persona is not None else None
    if values is not None:
        text = as_persona(load_values(values, OnTerminal().warn), dt.datetime.now(dt.UTC).isoformat()).to_yaml()
    recording = recording_from_file(source, keys, app)
    tell_apps(recording, app, OnTerminal())
    done = import_recording(source, out, recording.run, text, keys, log, app)
    say(f"imported {done.exchanges} exchanges into {shown(out)}", "green")
    for reason in done.lost[:MOST_SAID]:
        say(f"left out: {reason}", "yellow")
    if done.left_out > MOST_SAID:
        say(f"left out: {done.left_out - MOST_SAID} more", "yellow")
    if done.cut:
        say(done.cut, "yellow")
    if log is not None:
        say_calls(log.said)


def export(
    source: Path = typer.Argument(..., help="A bundle's directory, or a recording (as for analyze)."),
    har: Path | None = typer.Option(None, "--har", help="The HAR file to write: HTTP and WebSocket traffic."),
    flows: Path | None = typer.Option(None, "--flows", help="The mitmproxy flow file to write."),
    observations: Path | None = typer.Option(
        None,
        "--observations",
        help="The file to write with the recorded calls: CSV, or Parquet if it ends in .parquet.",
    ),
) -> None:
    """Write a bundle's traffic and recorded calls for other programs."""
    if har is None and flows is None and observations is None:
        raise fail("Say what to write: --har FILE, --flows FILE or --observations FILE.")
    from harness.cli.told import OnTerminal
    from harness.jobs.export import export_flows, export_har, export_observations
    from harness.jobs.source import open_source

    recording = open_source(source, OnTerminal())
    done = [export_har(recording, har)] if har is not None else []
    done += [export_flows(recording, source, flows)] if flows is not None else []
    done += [export_observations(recording, observations)] if observations is not None else []
    for written in done:
        say(f"wrote {written.count} {written.what} to {shown(written.path)}", "green")
        if written.left_out:
            kinds = ", ".join(f"{count} {kind}" for kind, count in written.left_out.items())
            say(f"left out what it cannot hold: {kinds}", "yellow")
    cut = getattr(recording.exchanges, "cut", None)
    if cut:
        say(cut, "yellow")
    raise typer.Exit(INCOMPLETE if recording.seal else DONE)
