"""``harness analyze``."""

from pathlib import Path

import typer

from harness.cli.calls import APP_HELP, CALLS_HELP, MAPPING_HELP, OFFSET_HELP, calls_request, say_calls
from harness.cli.errors import deliver, fail, say, talk
from harness.cli.judging import FAIL_ON, RULES, FailOn
from harness.cli.options import APP_TYPE, COUNTRIES, LANG, PERSONA, POLICY, TRACKERS, VALUES
from harness.cli.stdout import on_terminal
from harness.errors import DONE, gravest


def analyze(
    ctx: typer.Context,
    source: Path = typer.Argument(
        ..., help="A bundle's directory or a recording (HAR, mitmproxy flows, pcap); - reads one from standard input."
    ),
    persona: Path | None = PERSONA,
    values: Path | None = VALUES,
    keys: Path | None = typer.Option(
        None, "--keys", help="TLS keys of a packet capture (SSLKEYLOGFILE); else those in it or beside it."
    ),
    app: str = typer.Option("", "--app", help=APP_HELP),
    calls: Path | None = typer.Option(None, "--calls", help=CALLS_HELP),
    mapping: Path | None = typer.Option(None, "--mapping", help=MAPPING_HELP),
    clock_offset: float | None = typer.Option(None, "--clock-offset", metavar="SECONDS", help=OFFSET_HELP),
    trackers: list[Path] = TRACKERS,
    countries: Path | None = COUNTRIES,
    against: Path | None = typer.Option(
        None, "--against", help="A run of the same scenario with another persona: what differs was disclosed."
    ),
    noise: list[Path] = typer.Option(
        [], "--noise", help="With --against: another run with the first persona; what differs there is noise."
    ),
    policy: list[Path] = POLICY,
    apk: Path | None = typer.Option(
        None, "--apk", help="The app's file, for facts of it: of a bundle that has none, or of a recording."
    ),
    rules: list[str] = RULES,
    app_type: str = APP_TYPE,
    fail_on: FailOn | None = FAIL_ON,
    explain: str = typer.Option(
        "",
        "--explain",
        metavar="ID",
        help="Show by its id one sighting's whole path, byte by byte, or a disclosure's (its first sighting); one "
        "finding or fact with the rows behind it; or one claim of the policy with its sentence.",
    ),
    json: bool = typer.Option(False, "--json", help="JSON, also on a terminal, which else is shown a summary."),
    lang: str = LANG,
    redact: bool = typer.Option(False, "--redact", help="Leave the values themselves out."),
    out: Path | None = typer.Option(None, "--out", help="The file to write; without it stdout."),
) -> None:
    """Find values in recorded traffic and join them to what was read: the assessment. Needs no device."""
    if redact and explain:
        raise fail("--explain shows the value itself and its bytes: it cannot be combined with --redact.")
    if against is not None and explain:
        raise fail("--explain walks to known values; it cannot be combined with --against.")
    if noise and against is None:
        raise fail("--noise needs --against: the run with another persona.")
    from rich.progress import Progress, TextColumn

    from harness.analysis.model import to_json
    from harness.cli.config import on_command_line
    from harness.cli.show import assessed_code, found_code, language, show_summary
    from harness.cli.told import OnTerminal
    from harness.jobs.assess import assess_source, explain_source
    from harness.jobs.report import view_of
    from harness.jobs.source import Request

    words = language(lang)
    request = Request(
        source=source,
        persona=persona,
        replace=on_command_line(ctx, "persona"),
        values=values,
        trackers=trackers,
        countries=countries,
        against=against,
        noise=noise,
        keys=keys,
        app=app,
        calls=calls_request(calls, mapping, clock_offset),
        policies=policy,
        apk=apk,
        rules=rules,
        app_type=app_type,
    )
    if explain:
        try:
            text = explain_source(request, OnTerminal(), explain, json=json)
        except LookupError as error:
            raise fail(str(error.args[0])) from None
        deliver(text.decode(), out)
        raise typer.Exit(DONE)
    # Without a thread that draws: large recordings are searched by forks of this process.
    with Progress(TextColumn("{task.description}"), console=talk, auto_refresh=False, transient=True) as shown:
        task = shown.add_task("reading the recording")

        def progress(exchanges: int) -> None:
            shown.update(task, description=f"searched {exchanges} exchanges", refresh=True)

        done = assess_source(request, OnTerminal(), redact=redact, progress=progress)
    if json or redact or out is not None or not on_terminal():
        deliver(to_json(done.found).decode(), out)
    else:
        show_summary(view_of(done), words)
        say("The whole assessment as JSON: --json, --out FILE, or a pipe.")
    if calls is not None and done.recording.run.calls is not None:
        say_calls(done.recording.run.calls)
    raise typer.Exit(gravest(found_code(done.found, fail_on), assessed_code(done.found)))
