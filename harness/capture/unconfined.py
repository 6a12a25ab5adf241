"""Whether an app may run where nothing keeps it from this machine."""

from pathlib import Path

from harness.app.apk import ApkError
from harness.app.samples import is_sample
from harness.evidence.run_record import Apk
from harness.files.names import shown


class UnconfinedError(ApkError):
    """A foreign app would run as an ordinary program of this user. The text says why, and what to do."""


def check_confined(apk: Apk, path: Path, confinement: dict[str, str], *, allowed: bool) -> None:
    """Raise :class:`UnconfinedError` for an app that is none of our samples where there is no confinement."""
    if confinement.get("level") != "none" or allowed or is_sample(apk.sha256):
        return
    why = confinement.get("why") or "no reason known"
    raise UnconfinedError(
        f"{shown(path.name)} would run unconfined, as a program of yours ({why}): take a machine that 'harness doctor' "
        "calls confined, or, on one that you can lose, give --unconfined."
    )
