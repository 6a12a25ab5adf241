"""``harness import`` and ``harness export``."""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from harness.cli.calls import APP_HELP, CALLS_HELP, MAPPING_HELP, OFFSET_HELP, calls_request, say_calls
from harness.cli.config import on_command_line
from harness.cli.errors import fail, say
from harness.errors import DONE, INCOMPLETE
from harness.files.names import shown

if TYPE_CHECKING:
    from harness.jobs.export import Written
    from harness.jobs.redact import Wanted
    from harness.jobs.source import Request

MOST_SAID = 5


def import_(
    ctx: typer.Context,
    source: Path = typer.Argument(
        ..., help="A HAR file, mitmproxy flows or a packet capture; - reads one from standard input."
    ),
    out: Path = typer.Option(..., "--out", help="The bundle's directory; it must not exist or be empty."),
    persona: Path | None = typer.Option(
        None, "--persona", envvar="HARNESS_PERSONA", help="The persona that was planted when it was recorded."
    ),
    values: Path | None = typer.Option(
        None,
        "--values",
        envvar="HARNESS_VALUES",
        help="YAML: a list of {category, value} that was used when it was recorded.",
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
    if on_command_line(ctx, "persona") != on_command_line(ctx, "values"):
        # What is said here goes above what is configured.
        persona, values = (persona, None) if on_command_line(ctx, "persona") else (None, values)
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
    ctx: typer.Context,
    source: Path = typer.Argument(..., help="A bundle's directory, or a recording (as for analyze)."),
    har: Path | None = typer.Option(None, "--har", help="The HAR file to write: HTTP and WebSocket traffic."),
    flows: Path | None = typer.Option(None, "--flows", help="The mitmproxy flow file to write."),
    observations: Path | None = typer.Option(
        None,
        "--observations",
        help="The file to write with the recorded calls: CSV, or Parquet if it ends in .parquet.",
    ),
    redact: bool = typer.Option(
        False, "--redact", help="Put stand-ins in the place of every value, inside its encodings, to give it away."
    ),
    bundle: Path | None = typer.Option(
        None, "--bundle", help="With --redact: the bundle's directory to write; it must not exist or be empty."
    ),
    stand_ins: Path | None = typer.Option(
        None, "--stand-ins", help="With --redact: the values file to write: what stands there now, for --values."
    ),
    persona: Path | None = typer.Option(
        None, "--persona", envvar="HARNESS_PERSONA", help="With --redact or --har: the persona that was planted."
    ),
    values: Path | None = typer.Option(
        None,
        "--values",
        envvar="HARNESS_VALUES",
        help="With --redact or --har: YAML, a list of {category, value} that was used when it was recorded.",
    ),
    seed: str | None = typer.Option(
        None, "--seed", help="With --redact: exports with the same seed and values have the same stand-ins."
    ),
    keys: Path | None = typer.Option(None, "--keys", help="TLS keys of a packet capture (SSLKEYLOGFILE)."),
) -> None:
    """Write a bundle's traffic and recorded calls for other programs, or (--redact) to give them away."""
    if all(out is None for out in (har, flows, observations, bundle)):
        raise fail(
            "Say what to write: --har FILE, --flows FILE or --observations FILE; with --redact, also --bundle DIR."
        )
    given = {"--bundle": bundle, "--stand-ins": stand_ins, "--persona": persona, "--values": values, "--seed": seed}
    said = [name for name, value in given.items() if value and on_command_line(ctx, _parameter(name))]
    if har is not None:  # what is looked for is marked in it
        said = [name for name in said if name not in ("--persona", "--values")]
    if not redact and said:
        names = ", ".join(said)
        raise fail(f"{names}: only with --redact.")
    from harness.jobs.source import Request

    request = Request(source=source, persona=persona, replace=on_command_line(ctx, "persona"), values=values, keys=keys)
    if redact:
        from harness.jobs.redact import Wanted

        _redacted(request, Wanted(har=har, flows=flows, observations=observations, stand_ins=stand_ins), bundle, seed)
    from harness.cli.told import OnTerminal
    from harness.jobs.assess import Asked
    from harness.jobs.export import export_flows, export_har, export_observations
    from harness.jobs.marks import marks_for

    told = OnTerminal()
    asked = Asked.of(request, told)
    recording = asked.source.recording
    done = [export_har(recording, har, marks_for(asked, told))] if har is not None else []
    done += [export_flows(recording, source, flows)] if flows is not None else []
    done += [export_observations(recording, observations)] if observations is not None else []
    _say_written(done)
    cut = getattr(recording.exchanges, "cut", None)
    if cut:
        say(cut, "yellow")
    raise typer.Exit(INCOMPLETE if recording.seal else DONE)


def _parameter(option: str) -> str:
    return option.removeprefix("--").replace("-", "_")


def _redacted(request: "Request", wanted: "Wanted", bundle: Path | None, seed: str | None) -> NoReturn:
    """Write files with stand-ins, and say how many places they stand in."""
    from harness.cli.told import OnTerminal
    from harness.jobs.redact import Redacted, export_redacted
    from harness.jobs.redact_bundle import export_bundle

    told = OnTerminal()
    values = request.wanted(told)
    recording = request.open(told)
    redacted = Redacted(recording, values, seed)
    if not redacted.needles:
        raise fail("There is no value to be replaced: name those that were used with --values or --persona.")
    done = [export_bundle(redacted, request.source, bundle)] if bundle is not None else []
    done += export_redacted(redacted, wanted)
    _say_written(done)
    for written in done:
        counts = f"replaced: {written.replaced}, scrambled: {written.scrambled}, blanked: {written.blanked}"
        say(f"redacted: {{{counts}}} in {shown(written.path)}")
    if any(written.blanked for written in done):
        say("what is blanked could not be encoded again as it was: what was found there is lost", "yellow")
    if redacted.redaction.unexplained:
        say(f"{redacted.redaction.unexplained} bytes that nothing explained are as they were", "yellow")
    cut = getattr(recording.exchanges, "cut", None)
    if cut:
        say(cut, "yellow")
    raise typer.Exit(INCOMPLETE if recording.seal else DONE)


def _say_written(done: "Iterable[Written]") -> None:
    for written in done:
        say(f"wrote {written.count} {written.what} to {shown(written.path)}", "green")
        if written.left_out:
            kinds = ", ".join(f"{count} {kind}" for kind, count in written.left_out.items())
            say(f"left out what it cannot hold: {kinds}", "yellow")
