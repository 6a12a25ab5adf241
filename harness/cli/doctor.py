"""``harness doctor``."""

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import typer
from rich.console import Console
from rich.text import Text

from harness.cli.errors import deliver, fail, printable, say, talk
from harness.cli.options import FRIDA_SERVER_SHA256
from harness.cli.stdout import emit_json
from harness.errors import DONE, INCOMPLETE, INTERRUPTED
from harness.files.names import shown

if TYPE_CHECKING:
    from harness.capture.device.options import DeviceOptions
    from harness.capture.doctor.check import Check

COLOURS = {"ok": "green", "warn": "yellow", "fail": "red", "FAIL": "red", "skip": "dim"}


def doctor(
    apk: list[Path] = typer.Argument(None, help="Apps of which to say where they can be run."),
    device: list[str] = typer.Option([], "--device", help="Also check this device (repeat it for more)."),
    self_test: bool = typer.Option(
        False, "--self-test", help="Try every part of a run on one device, for some minutes; nothing of it stays there."
    ),
    out: Path = typer.Option(
        Path("selftest.txt"), "--out", help="The self-test's file: what to send when something fails."
    ),
    frida_server: Path | None = typer.Option(
        None, "--frida-server", envvar="HARNESS_FRIDA_SERVER", help="For the self-test: a frida-server or its .xz."
    ),
    frida_server_sha256: str = FRIDA_SERVER_SHA256,
    mend: bool = typer.Option(
        False,
        "--mend",
        help="First undo what runs that were killed left: on attached devices, running emulators, containers.",
    ),
    json: bool = typer.Option(False, "--json", help="Print as JSON on stdout."),
) -> None:
    """Say what is missing on this host and the command that mends it, and where apps can be run.

    Exit 3 when a run would not work.
    """
    if mend:
        _mend(device)
    if self_test:
        from harness.capture.device.options import DeviceOptions

        if len(device) != 1:
            raise fail("--self-test tests one device: name it with --device.")
        options = DeviceOptions(frida_server=frida_server, frida_server_sha256=frida_server_sha256)
        code = _self_test(device[0], out, options, json)
    else:
        code = _check(device, apk or [], json)
    raise typer.Exit(code)


def _check(device: list[str], apps: list[Path], json: bool) -> int:
    """Check host, devices and apps; return the exit code."""
    from harness.capture.doctor.app import check_app
    from harness.capture.doctor.check import State, worst
    from harness.capture.doctor.device import check_device
    from harness.capture.doctor.host import check_host, place_to_run

    with talk.status("checking this host"):
        host = check_host()
        if not device:
            host.append(place_to_run(host))
    devices = {}
    for name in dict.fromkeys(device):
        with talk.status(f"checking {printable(name)}"):
            devices[name] = check_device(name)
    of_apps = {}
    for path in dict.fromkeys(apps):
        with talk.status(f"looking at {shown(path.name)}"):
            of_apps[str(path)] = check_app(path)
    every = [*host, *(check for checks in (*devices.values(), *of_apps.values()) for check in checks)]
    if json:
        result = {"schema": 1, "state": worst(every), "host": host, "devices": devices, "apps": of_apps}
        emit_json(result)
    else:
        for title, checks in [("this host", host), *devices.items(), *of_apps.items()]:
            show(title, checks)
    return INCOMPLETE if worst(every) == State.fail else DONE


def _self_test(name: str, out: Path, options: "DeviceOptions", json: bool) -> int:
    """Test one device, each step said on stderr as it is done; return the exit code."""
    from harness.capture.doctor.selftest.trial import State, Trial
    from harness.capture.doctor.selftest.whole import self_test
    from harness.capture.doctor.selftest.write import line, text

    with talk.status("opening the device") as status:

        def on_trial(step: Trial) -> None:
            talk.print(Text(printable(line(step)), COLOURS[step.state]), soft_wrap=True)

        report = self_test(name, options, on_trial, lambda said: status.update(printable(said)))
    deliver(text(report), out)
    if json:
        result = {"schema": 1, "state": report.state, **msgspec.to_builtins(report)}
        emit_json(result)
    if report.interrupted:
        return INTERRUPTED
    return INCOMPLETE if report.state == State.fail else DONE


def show(title: str, checks: "list[Check]") -> None:
    """Print checks for a person: a command that mends is a line of its own, not folded, so that it can be copied."""
    screen = Console(highlight=False, soft_wrap=True)
    screen.print(Text(printable(title), "bold"))
    width = max(len(check.name) for check in checks)
    for check in checks:
        state = Text(f"  {check.state:<5}", COLOURS[check.state])
        screen.print(state + Text(f"{check.name:<{width}}  {printable(check.found)}", ""))
        if check.consequence:
            screen.print(Text(f"  {'':<5}{'':<{width}}  so {printable(check.consequence)}"))
        if check.remedy:
            screen.print(Text(f"  {'':<5}{'':<{width}}  {printable(check.remedy)}", "cyan"))


def _mend(serials: list[str]) -> None:
    """Undo what runs left on the devices named; with none named on every attached one, and stop what they started."""
    from harness.capture.device.mend import mend as restore
    from harness.capture.device.mend import stop_orphans
    from harness.files.scratch import sweep

    problems: list[str] = []
    done = False
    if not serials:
        stopped, problems = stop_orphans()
        for name in stopped:
            say(f"{name}: stopped, its run was killed")
            done = True
        for name in sweep():
            say(f"{name}: removed, its run was killed")
            done = True
    chosen: list[str | None] = list(serials) if serials else [None]
    for serial in chosen:
        mended, left = restore(serial)
        problems += left
        for name in mended:
            say(f"{name}: as it was before the run")
            done = True
    for problem in problems:
        say(problem, "yellow")
    if not done and not problems:
        say("nothing was left to undo")
    if problems:
        raise fail("Not everything could be undone.", INCOMPLETE)
