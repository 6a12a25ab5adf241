"""``harness explore``: the session's screens."""

import contextlib
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from harness import interrupt
from harness.cli import completing
from harness.cli.attach import ATTACH, attached_to, refuse_with_attach
from harness.cli.errors import fail, say
from harness.cli.options import BRANCH, VALUES_BESIDE
from harness.cli.run import exit_code, last_lines, say_live
from harness.cli.watch import app_of, beside, is_app, like_run, request_for, session_of
from harness.files.limits import check_limits
from harness.files.names import shown

if TYPE_CHECKING:
    from harness.cli.watch import Prepared
    from harness.jobs.run import Ran
    from harness.jobs.source import Request


@like_run
def explore(
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
        help="Begin with this scenario (a shipped one's name or a file); without it with the launch.",
    ),
    branch: str | None = BRANCH,
    values: Path | None = VALUES_BESIDE,
    granted: bool = typer.Option(
        False, "--granted", help="Without a scenario: permissions are granted at install; else dialogs stay for you."
    ),
    record: Path | None = typer.Option(
        None, "--record", help="The scenario file to write at the end: the steps you took, to be taken again by run."
    ),
    **options: Any,
) -> None:
    """Use an app by hand and see what it reads and sends as it does: calls, exchanges, disclosures as they are proved.

    Acts are keys (? shows them); the bundle is an ordinary one. A finished bundle opens in the same screens.
    """
    check_limits()
    try:
        import textual  # noqa: F401 - only whether it is there
    except ImportError:
        raise fail("harness explore needs Textual: pip install 'harness[explore]'. harness watch does not.") from None
    if not (sys.stdout.isatty() and sys.stdin.isatty()):
        raise fail("harness explore needs a terminal; harness watch prints the same as lines.")
    if not attach:
        source = app_of(ctx, source, options["device"])
    if not (attach or is_app(source)):
        _read(request_for(ctx, source, values, options))
        return
    say_live(ctx, options["network"])
    given = {**options, "values": values, "permissions": "granted" if granted else "ask"}
    if attach:
        refuse_with_attach({"--scenario": scenario, "--branch": branch, "--granted": granted, "--record": record})
        source = attached_to(source, given)
    raise typer.Exit(_live(session_of(source, scenario, branch, None, given, hands=True), record))


def _read(request: "Request") -> None:
    """Show a finished bundle or a recording."""
    from harness.explore.screens.app import ExploreApp
    from harness.explore.screens.pictures import drawing
    from harness.explore.screens.quick import quick

    with beside(request) as stream:
        app = ExploreApp(stream, stream.package or request.source.name, draw=drawing(), source=request.source)
        with interrupt.told(app.hang_up), quick() as app.garbage:
            app.run()
        if stream.failure is not None:
            raise stream.failure


def _record(bundle: Path, to: Path, permissions: str) -> None:
    """Write a session's steps as a scenario."""
    from harness.evidence.bundle import Bundle
    from harness.explore.record import NothingRecordedError, recorded
    from harness.files.write import write_whole

    try:
        write_whole(to, recorded(Bundle(bundle), to.stem, permissions).encode())
    except NothingRecordedError as error:
        say(f"harness: {error}", "bold yellow")
    else:
        say(f"scenario: {shown(to)}; harness run APK --scenario {shown(to)} takes the same steps")


class _Run(threading.Thread):
    """The run, beside the screens, which need the main thread."""

    def __init__(self, ready: "Prepared", out: Path) -> None:
        """``out`` is the bundle's directory."""
        super().__init__(name="session", daemon=True)
        self._ready = ready
        self._out = out
        self.ran: Ran | None = None
        self.failure: BaseException | None = None

    def run(self) -> None:
        """Run the app to its end; what it says stands on the screens."""
        from harness.jobs.told import Silent

        ready = self._ready
        try:
            self.ran = ready.session.run(ready.apk, ready.branch, ready.persona, self._out, Silent())
        except BaseException as error:  # noqa: BLE001 - raised where the screens are gone
            self.failure = error


def _can_open() -> bool:
    """Return whether there is anything to show a page with: over ssh there mostly is nothing."""
    return sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _live(ready: "Prepared", record: Path | None) -> int:
    """Run the app with the screens before it; return the exit code."""
    from harness.evidence.room import new_room
    from harness.explore.screens.app import ExploreApp
    from harness.explore.screens.pictures import drawing
    from harness.explore.screens.quick import quick

    session = ready.session
    typed = tuple((item.id, item.value) for item in ready.persona.values if isinstance(item.value, str))
    with new_room(ready.plan.out, ready.bundle_name) as out:
        run = _Run(ready, out)
        app = ExploreApp(session.stream, ready.apk.name, session.control, typed, drawing())
        try:
            run.start()
            with interrupt.told(app.hang_up), quick() as app.garbage:
                app.run()
        finally:  # also where the terminal is gone: the app is stopped, and the bundle sealed
            with interrupt.held():
                session.control.quit()
                run.join()
                session.stream.close()
        if run.failure is not None:
            if (out / "run.json").exists():
                say(f"bundle: {shown(out)}")
            raise run.failure
    if session.stream.failure is not None:
        raise session.stream.failure
    if run.ran is None:
        raise fail("The run ended without a bundle.")
    last_lines(run.ran)
    if record is not None:
        _record(run.ran.result.bundle, record, ready.plan.scenario.permissions)
    with contextlib.suppress(typer.Abort, OSError):  # nobody may be there any more
        if sys.stdin.isatty() and _can_open() and typer.confirm("Open the report?", default=False, err=True):
            typer.launch(str(run.ran.finished.report))
    return exit_code(run.ran)
