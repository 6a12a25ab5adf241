"""``harness doctor``."""

from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.text import Text

from harness.cli.errors import DONE, INCOMPLETE, fail, printable, say, sentences, talk
from harness.cli.stdout import emit_json

if TYPE_CHECKING:
    from harness.capture.doctor.check import Check

COLOURS = {"ok": "green", "warn": "yellow", "fail": "red"}


def doctor(
    device: list[str] = typer.Option([], "--device", help="Also check this device (repeat it for more)."),
    mend: bool = typer.Option(
        False,
        "--mend",
        help="First undo what runs that were killed left: on attached devices, running emulators, containers.",
    ),
    json: bool = typer.Option(False, "--json", help="Print as JSON on stdout."),
) -> None:
    """Say what is missing on this host and the command that mends it. Exit 3 when a run would not work."""
    with sentences():
        from harness.capture.doctor.check import State, worst
        from harness.capture.doctor.device import check_device
        from harness.capture.doctor.host import check_host

        if mend:
            _mend(device)
        with talk.status("checking this host"):
            host = check_host()
        devices = {}
        for name in dict.fromkeys(device):
            with talk.status(f"checking {printable(name)}"):
                devices[name] = check_device(name)
        every = [*host, *(check for checks in devices.values() for check in checks)]
        if json:
            result = {"schema": 1, "state": worst(every), "host": host, "devices": devices}
            emit_json(result)
        else:
            for title, checks in [("this host", host), *devices.items()]:
                show(title, checks)
    raise typer.Exit(INCOMPLETE if worst(every) == State.fail else DONE)


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

    problems: list[str] = []
    done = False
    if not serials:
        stopped, problems = stop_orphans()
        for name in stopped:
            say(f"{name}: stopped, its run was killed")
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
