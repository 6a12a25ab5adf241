"""``--attach``: a session with an app that runs already."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer

from harness.cli.errors import fail
from harness.files.names import shown

ATTACH = typer.Option(
    False,
    "--attach",
    help="SOURCE is the package of an app that runs on the device: its processes are hooked as they run. What it did "
    "before is not seen, and nothing can be concluded from what is missing.",
)


def refuse_with_attach(given: Mapping[str, object]) -> None:
    """Raise for options that are about how an app is started."""
    for option, value in given.items():
        if value:
            raise fail(f"{option} is about an app that the session starts: leave it or --attach out.")


def attached_to(package: Path, given: dict[str, Any]) -> Path:
    """Put into ``given`` that the app is attached to; return what a file of it would be called.

    Raises for a device on which no app can run yet, and for what is no package.
    """
    from harness.capture.device.install.pull import is_package
    from harness.jobs.fetch import FRESH

    name, device = str(package), given["device"] or ""
    if not is_package(name):
        raise fail(f"--attach takes the name of an app, such as com.example.app, not {shown(name)}.")
    if device.partition(":")[0] in FRESH:
        raise fail(f"--device {shown(device)} starts a device of its own, on which no app runs yet: give a serial.")
    refuse_with_attach({"--frida-gadget": given["frida_gadget"], "--replace-app": given["replace_app"]})
    given["attach"] = name
    return Path(f"{name}.apk")
