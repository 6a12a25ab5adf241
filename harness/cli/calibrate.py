"""``harness calibrate``."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import msgspec
import typer
from rich.console import Console

from harness.cli.errors import say, talk
from harness.cli.options import FRIDA_GADGET_SHA256, FRIDA_SERVER, FRIDA_SERVER_SHA256, LANG, WIREGUARD_HOST
from harness.cli.stdout import emit_json
from harness.errors import DONE, FOUND, INCOMPLETE, INTERRUPTED
from harness.files.limits import check_limits

if TYPE_CHECKING:
    from harness.jobs.calibrate import Made


class Routes(StrEnum):
    """How the app's traffic reaches the proxy: one way, or each that the device offers."""

    agent = "agent"
    proxy = "proxy"
    transparent = "transparent"
    wireguard = "wireguard"
    all = "all"


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
    route: Routes = typer.Option(
        Routes.agent, "--route", help="The way of the traffic that is calibrated, as run's; all: each that is offered."
    ),
    wireguard_host: str = WIREGUARD_HOST,
    wireguard_apk: Path | None = typer.Option(
        None, "--wireguard-apk", help="The WireGuard app, to be put on the device if it is not there."
    ),
    out: Path = typer.Option(
        Path("calibrations"), "--out", help="The directory for the page, calibration.json and the run's bundle."
    ),
    frida_server: Path | None = FRIDA_SERVER,
    frida_server_sha256: str = FRIDA_SERVER_SHA256,
    frida_gadget: Path | None = typer.Option(
        None, "--frida-gadget", help="A frida-gadget library, or a directory with it: no root is needed."
    ),
    frida_gadget_sha256: str = FRIDA_GADGET_SHA256,
    lang: str = LANG,
    json: bool = typer.Option(
        False, "--json", help="Print the calibration as JSON on stdout; of several routes a list."
    ),
) -> None:
    """Prove what can be seen on a device: the probe app's own account is held against what is recorded of it.

    What comes out is kept for the device, and each later run on it carries it. Exit 1 when something was not seen as it
    was.
    """
    check_limits()
    from harness.capture.device.options import DeviceOptions, RouteKind
    from harness.cli.show import language
    from harness.cli.told import OnTerminal
    from harness.jobs.calibrate import Calibrating
    from harness.jobs.calibrate import calibrate as go
    from harness.report.texts import texts

    lang = language(lang)
    routes = [kind for kind in get_args(RouteKind) if route in (kind, Routes.all)]
    found = []
    for each in routes:
        options = DeviceOptions(
            frida_server=frida_server, frida_server_sha256=frida_server_sha256, route=each,
            frida_gadget=frida_gadget, frida_gadget_sha256=frida_gadget_sha256,
            wireguard_host=wireguard_host, wireguard_apk=wireguard_apk,
        )  # fmt: skip
        with talk.status(f"calibrating ({each})" if len(routes) > 1 else "calibrating") as status:
            made = go(Calibrating(device, out, quick=quick, on_device=options, lang=lang), OnTerminal(status))
        found.append(made)
        if made.result.outcome == "interrupted":
            break
        if len(routes) > 1 and made.kept is None:
            say(texts(lang)("calibrate.no_route", route=each, reason=made.result.reason or ""))
        else:
            _show(made, lang, table=not json)
    if json:
        all_of_them = [msgspec.to_builtins(made.found) for made in found]
        emit_json(all_of_them if len(routes) > 1 else all_of_them[0])
    # A route that the device does not offer is no fault of the others.
    counted = [made for made in found if made.kept is not None or made.result.outcome == "interrupted"] or found
    raise typer.Exit(max(_code(made.result.outcome, good=made.found.good) for made in counted))


def _show(made: "Made", lang: str, *, table: bool) -> None:
    from harness.report.calibration.terminal import print_calibration
    from harness.report.texts import texts

    if table:
        print_calibration(made.found, Console(highlight=False), lang)
    t = texts(lang)
    for key, path in (("page", made.page), ("bundle", made.result.bundle), ("kept", made.kept)):
        if path is not None:
            say(t(f"calibrate.{key}", path=path))


def _code(outcome: str, *, good: bool) -> int:
    if outcome == "interrupted":
        return INTERRUPTED
    if outcome != "complete":
        return INCOMPLETE
    return DONE if good else FOUND
