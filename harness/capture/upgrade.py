"""Another version of the app over the one that is installed, in the midst of a run."""

from pathlib import Path
from typing import Protocol

from harness.app.apk import ApkError, read_apk
from harness.capture.device.errors import InstallError
from harness.capture.device.protocol import Confinement, Packages
from harness.capture.engine import StepFailed
from harness.capture.unconfined import UnconfinedError, check_confined
from harness.evidence.run_record import Apk


class Upgrades(Packages, Confinement, Protocol):
    """A device on which an app is installed, and that says how it is confined."""


def upgrade(device: Upgrades, path: Path, app: Apk, *, unconfined: bool) -> Apk:
    """Install another version of ``app`` over it, and return what it is.

    ``unconfined``: a foreign app may run where nothing keeps it from this machine. Raises ``StepFailed`` for what is
    no APK, is another app, may not run there, or is refused by the device.
    """
    try:
        new = read_apk(path)
    except ApkError as error:
        raise StepFailed(str(error)) from None
    try:
        check_confined(new, path, device.confinement(), allowed=unconfined)
    except UnconfinedError as error:
        raise StepFailed(str(error)) from None
    if new.package != app.package:
        raise StepFailed(f"{path.name} is another app ({new.package}), not {app.package}")
    try:
        device.install(path, grant_all=False, update=True)
    except InstallError as error:
        raise StepFailed(str(error)) from None
    return new
