"""``harness watch``."""

import contextlib
import dataclasses
import inspect
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import typer
from rich.console import Console

from harness.app.suffixes import APPS
from harness.cli import completing
from harness.cli.attach import ATTACH, attached_to, refuse_with_attach
from harness.cli.config import on_command_line
from harness.cli.errors import fail, say
from harness.cli.options import BRANCH, VALUES_BESIDE
from harness.cli.run import exit_code, last_lines, plan_of, say_live
from harness.cli.run import run as run_command
from harness.cli.stdout import ReaderGone, emit
from harness.files.limits import check_limits
from harness.files.names import shown

if TYPE_CHECKING:
    from harness.explore.beside.stream import BesideStream
    from harness.explore.events import Event
    from harness.explore.session import Session
    from harness.explore.stream import Listener, Stream
    from harness.jobs.run import Plan
    from harness.jobs.source import Request
    from harness.persona.persona import Persona

_NOT_ALIKE = ("ctx", "apk", "repeat", "scenario", "branch", "json")
"""Options of ``run`` that mean something else here, or nothing."""


def like_run(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of ``run`` in the place of its ``**options``.

    Who has found an app's way to a device need not say it anew.
    """
    own = [each for each in inspect.signature(command).parameters.values() if each.kind is not each.VAR_KEYWORD]
    runs = [each for name, each in inspect.signature(run_command).parameters.items() if name not in _NOT_ALIKE]
    made = inspect.Signature([each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in (*own, *runs)])
    command.__signature__ = made  # type: ignore[attr-defined]
    return command


@like_run
def watch(
    ctx: typer.Context,
    source: Path = typer.Argument(
        ...,
        help="An app's file or (with --device) its package on it, which is run; or a bundle or a recording, to read.",
    ),
    attach: bool = ATTACH,
    scenario: str = typer.Option(
        "",
        "--scenario",
        autocompletion=completing.scenarios,
        help="Watch this scenario (a shipped one's name or a file); without it nothing but the launch.",
    ),
    branch: str | None = BRANCH,
    for_s: float | None = typer.Option(
        None, "--for", min=1, help="Seconds after which the session ends; without it or a scenario ctrl-C ends it."
    ),
    permissions: str = typer.Option(
        "granted", "--permissions", help="Without a scenario: granted at install, or ask: dialogs stay on the screen."
    ),
    values: Path | None = VALUES_BESIDE,
    everything: bool = typer.Option(False, "--all", help="Calls that read no personal data, too; JSON always has all."),
    json: bool = typer.Option(False, "--json", help="One JSON object a line."),
    **options: Any,
) -> None:
    """Show what an app reads and sends as it does, and disclosures the moment they are proved, as lines."""
    check_limits()
    if permissions not in ("granted", "ask"):
        raise fail(f"--permissions is granted or ask, not {permissions[:40]!r}.")
    show = _as_json if json else _for_people(everything)
    if not attach:
        source = app_of(ctx, source, options["device"])
    if not (attach or is_app(source)):
        _replay(request_for(ctx, source, values, options), show)
        return
    say_live(ctx, options["network"])
    options |= {"values": values, "permissions": permissions}
    if attach:
        refuse_with_attach({"--scenario": scenario, "--branch": branch})
        source = attached_to(source, options)
    ready = session_of(source, scenario, branch, for_s, options, hands=not scenario)
    ready.session.control.ends_by_interrupt = not scenario and for_s is None
    raise typer.Exit(_run(ready, show))


def app_of(ctx: typer.Context, source: Path, device: str | None) -> Path:
    """Return what was named, or for as long as the command runs a copy of the app of that name from the device."""
    if device is None:
        return source
    from harness.cli.told import OnTerminal
    from harness.jobs.fetch import fetched

    return ctx.with_resource(fetched(source, device, OnTerminal()))


def is_app(source: Path) -> bool:
    """Whether what was named is an app, to be run; else it is a bundle or a recording, to be read."""
    return source.suffix.lower() in APPS and not source.is_dir()


def request_for(ctx: typer.Context, source: Path, values: Path | None, options: dict[str, Any]) -> "Request":
    """Return how a finished bundle or a recording is read: with the options of ``run`` that say so."""
    from harness.jobs.source import Request

    return Request(
        source=source,
        persona=options["persona"],
        values=values,
        replace=on_command_line(ctx, "persona"),
        rules=options["rules"],
        policies=options["policy"],
        app_type=options["app_type"] or "",
    )


def stream_of(request: "Request") -> "Stream":
    """Return what a finished bundle or a recording holds, as a stream that is not started."""
    from harness.cli.told import OnTerminal
    from harness.explore.judged import judge_of
    from harness.explore.replay import replay
    from harness.explore.stream import Stream

    told = OnTerminal()
    wanted = request.wanted(told)
    source = replay(request, told)
    return Stream(source, wanted, judge_of(request, source.base, told))


def beside(request: "Request") -> "BesideStream":
    """Return the same as a stream that is open, and whose analysis does not hold up who looks at it."""
    from harness.cli.told import OnTerminal
    from harness.explore.beside.stream import BesideStream

    stream = BesideStream(request, told=OnTerminal())
    try:
        with Console(stderr=True).status("opening the recording"):
            stream.open()
    except BaseException:
        stream.close()
        raise
    return stream


Show = Callable[["Event"], None]


def _as_json(event: "Event") -> None:
    from harness.explore.events import line

    emit(line(event).decode() + "\n")


def _for_people(everything: bool) -> Show:
    from harness.explore.lines import Lines

    console, lines = Console(highlight=False, soft_wrap=True), Lines(everything=everything)

    def show(event: "Event") -> None:
        if (text := lines.of(event)) is not None:
            console.print(text)

    return show


def _replay(request: "Request", show: Show) -> None:
    """Show what a finished bundle or a recording holds."""
    with stream_of(request) as stream:
        for event in stream.events():
            show(event)


@dataclass(frozen=True)
class Prepared:
    """A session that can begin. ``bundle_name`` is how its bundle is to be called."""

    session: "Session"
    plan: "Plan"
    apk: Path
    branch: str
    persona: "Persona"

    @property
    def bundle_name(self) -> str:
        """The name of its bundle."""
        from harness.jobs.run import bundle_name

        return bundle_name(self.apk, self.branch)


def session_of(
    apk: Path, scenario: str, branch: str | None, for_s: float | None, given: dict[str, Any], *, hands: bool
) -> Prepared:
    """Return the session that the options mean. ``hands``: a person goes on where the scenario ends."""
    from harness.capture.scenario import load_scenario
    from harness.capture.scenario import settings as read_settings
    from harness.cli.told import OnTerminal
    from harness.explore.session import Session, by_hand
    from harness.persona.generate import generate
    from harness.persona.persona import load_persona
    from harness.values.file import load_values

    if scenario:
        script = load_scenario(scenario, read_settings(given["settings"]))
    else:
        leave = given["permissions"] == "ask" or "attach" in given
        script = by_hand("leave" if leave else "granted_at_install", attached="attach" in given)
    plan = dataclasses.replace(plan_of(given, script), attach=given.get("attach", ""))
    names = script.chosen(branch)
    if len(names) != 1:
        raise fail("A session has one branch: name it with --branch.")
    persona = load_persona(plan.persona) if plan.persona else generate()
    if plan.attach and not plan.persona:  # nothing was planted
        persona = msgspec.structs.replace(persona, values=[])
    wanted = load_values(given["values"], OnTerminal().warn) if given["values"] is not None else []
    return Prepared(Session(plan, hands=hands, for_s=for_s, wanted=wanted), plan, apk, names[0], persona)


def _run(ready: Prepared, show: Show) -> int:
    """Run an app and show the stream; return the exit code."""
    from harness.cli.told import OnTerminal
    from harness.evidence.room import new_room

    printer = _Printer(ready.session.stream, show, ready.session.control.quit)
    with new_room(ready.plan.out, ready.bundle_name) as out:
        try:
            ran = ready.session.run(
                ready.apk, ready.branch, ready.persona, out, OnTerminal(None, shown(ready.apk.name))
            )
        except BaseException:
            printer.join()
            if (out / "run.json").exists():
                say(f"bundle: {shown(out)}")
            raise
    printer.join()
    last_lines(ran)
    return exit_code(ran)


class _Printer:
    """Shows events on a thread of its own while the run has this one, where signals come."""

    def __init__(self, stream: "Stream", show: Show, gone: Callable[[], None]) -> None:
        """``gone`` is called when nobody reads any more."""
        self._listener: Listener = stream.listen(patient=True)
        self._stream = stream
        self._show = show
        self._gone = gone
        self._failure: Exception | None = None
        self._thread = threading.Thread(target=self._print, name="watch", daemon=True)
        stream.start()
        self._thread.start()

    def _print(self) -> None:
        try:
            while (events := self._listener.take()) is not None:
                self._each(events)
        except ReaderGone:
            self._stream.leave(self._listener)
            self._gone()
        except Exception as error:  # noqa: BLE001 - told on the thread that waits
            self._failure = error
            self._stream.leave(self._listener)
            self._gone()

    def _each(self, events: Iterable["Event"]) -> None:
        for event in events:
            self._show(event)

    def join(self) -> None:
        """Wait until everything is shown. Raises what kept it from being shown."""
        self._stream.join()
        self._thread.join()
        with contextlib.suppress(OSError):
            self._stream.close()
        for failure in (self._failure, self._stream.failure):
            if failure is not None:
                raise failure
