"""``harness doctor``."""

import sys

import msgspec
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from harness.cli.errors import DONE, INCOMPLETE, fail, printable, say, sentences


def doctor(
    device: str | None = typer.Option(None, "--device", help="Also check this device (an adb serial)."),
    mend: bool = typer.Option(False, "--mend", help="First undo what runs that were killed left on attached devices."),
    json: bool = typer.Option(False, "--json", help="Print as JSON on stdout."),
) -> None:
    """Say what is missing on this host and the command that mends it. Exit 3 when something needed is missing."""
    from harness.capture.doctor import check_device, check_host

    if mend:
        _mend(device)
    checks = check_host()
    if device is not None:
        checks += check_device(device)
    if json:
        sys.stdout.write(msgspec.json.encode(checks).decode() + "\n")
    else:
        table = Table("check", "state", "what it means", "what mends it")
        for item in checks:
            state = Text("ok", "green") if item.ok else Text("missing", "red" if item.needed else "yellow")
            table.add_row(item.name, state, Text(printable(item.meaning)), Text(printable(item.remedy)))
        Console().print(table)
    raise typer.Exit(DONE if all(item.ok or not item.needed for item in checks) else INCOMPLETE)


def _mend(serial: str | None) -> None:
    with sentences():
        from harness.capture.device.mend import mend

        mended, problems = mend(serial)
    for name in mended:
        say(f"{name}: as it was before the run")
    for problem in problems:
        say(problem, "yellow")
    if problems:
        raise fail("Not everything could be undone.", INCOMPLETE)
