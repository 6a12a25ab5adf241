"""``harness calibrate``."""

from pathlib import Path

import msgspec
import typer
from rich.console import Console

from harness.cli.errors import say, talk
from harness.cli.options import LANG
from harness.cli.stdout import emit_json
from harness.errors import DONE, FOUND, INCOMPLETE, INTERRUPTED
from harness.files.limits import check_limits


def calibrate(
    device: str | None = typer.Option(
        None,
        "--device",
        envvar="HARNESS_DEVICE",
        help="sandbox, avd:NAME, redroid[:TAG], an adb serial or HOST:PORT; without it the only attached one.",
    ),
    quick: bool = typer.Option(
        False, "--quick", help="Without the second run, which has no agent in it, and without permission dialogs."
    ),
    out: Path = typer.Option(
        Path("calibrations"), "--out", help="The directory for the page, calibration.json and the run's bundle."
    ),
    frida_server: Path | None = typer.Option(
        None, "--frida-server", envvar="HARNESS_FRIDA_SERVER", help="A frida-server binary or its .xz, for the device."
    ),
    frida_server_sha256: str = typer.Option("", "--frida-server-sha256", help="The digest that file must have."),
    lang: str = LANG,
    json: bool = typer.Option(False, "--json", help="Print the calibration as JSON on stdout."),
) -> None:
    """Prove what can be seen on a device: the probe app's own account is held against what is recorded of it.

    What comes out is kept for the device, and each later run on it carries it. Exit 1 when something was not seen as it
    was.
    """
    check_limits()
    from harness.capture.device.options import DeviceOptions
    from harness.cli.show import language
    from harness.cli.told import OnTerminal
    from harness.jobs.calibrate import Calibrating
    from harness.jobs.calibrate import calibrate as go
    from harness.report.calibration.terminal import print_calibration
    from harness.report.texts import texts

    lang = language(lang)
    options = DeviceOptions(frida_server=frida_server, frida_server_sha256=frida_server_sha256)
    with talk.status("calibrating") as status:
        made = go(Calibrating(device, out, quick=quick, on_device=options, lang=lang), OnTerminal(status))
    if json:
        emit_json(msgspec.to_builtins(made.found))
    else:
        print_calibration(made.found, Console(highlight=False), lang)
    t = texts(lang)
    for key, path in (("page", made.page), ("bundle", made.result.bundle), ("kept", made.kept)):
        if path is not None:
            say(t(f"calibrate.{key}", path=path))
    raise typer.Exit(_code(made.result.outcome, good=made.found.good))


def _code(outcome: str, *, good: bool) -> int:
    if outcome == "interrupted":
        return INTERRUPTED
    if outcome != "complete":
        return INCOMPLETE
    return DONE if good else FOUND
